/*
 * Copyright 2026-present the pgmigrations authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgmigrations.boot.test;

import dev.pgmigrations.boot.autoconfigure.MigrationsDataSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/** Puts the clone in the place of the application's {@code DataSource}. */
record MigratedDatabaseCustomizer(ServerChoice server, String dataSource)
    implements ContextCustomizer {

  private static final String DATABASE = "dev.pgmigrations.boot.test.database";
  private static final String MIGRATIONS = "dev.pgmigrations.boot.test.migrationsDataSource";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    context.addBeanFactoryPostProcessor(
        beans -> replace((DefaultListableBeanFactory) beans, context));
  }

  /** After all definitions are there, those that a test slice put in place of others included. */
  private void replace(DefaultListableBeanFactory beans, ConfigurableApplicationContext context) {
    Optional<String> replaced = replaced(beans);
    if (replaced.isEmpty() && isOfParent(context.getParent())) {
      return; // It uses that of its parent, which is replaced there.
    }
    String name = replaced.orElse("dataSource");
    beans.registerBeanDefinition(
        DATABASE,
        new RootBeanDefinition(
            ContextDatabase.class,
            () -> new ContextDatabase(context, server, List.of(name, MIGRATIONS))));
    marked(beans).forEach(beans::removeBeanDefinition);
    register(beans, name);
    beans.registerBeanDefinition(MIGRATIONS, migrations(beans));
  }

  private static boolean isOfParent(@Nullable ApplicationContext parent) {
    if (parent == null || parent.getBeanProvider(DataSource.class).stream().findAny().isEmpty()) {
      return false;
    }
    if (parent.getBeanProvider(ContextDatabase.class).getIfAvailable() == null) {
      throw new IllegalStateException(
          "@MigratedDatabase: the DataSource is that of the parent context, which is not replaced;"
              + " put @MigratedDatabase also on the class that configures the parent");
    }
    return true;
  }

  private static void register(DefaultListableBeanFactory beans, String name) {
    RootBeanDefinition definition =
        new RootBeanDefinition(
            DataSource.class, () -> beans.getBean(ContextDatabase.class).application());
    if (beans.containsBeanDefinition(name)) {
      BeanDefinition before = beans.getBeanDefinition(name);
      definition.setPrimary(before.isPrimary() || names(beans).size() == 1);
      definition.setFallback(before.isFallback());
      definition.setAutowireCandidate(before.isAutowireCandidate());
      beans.removeBeanDefinition(name);
    }
    definition.setDestroyMethodName("");
    beans.registerBeanDefinition(name, definition);
  }

  private static RootBeanDefinition migrations(DefaultListableBeanFactory beans) {
    RootBeanDefinition definition =
        new RootBeanDefinition(
            DataSource.class, () -> beans.getBean(ContextDatabase.class).migrations());
    definition.setDefaultCandidate(false);
    definition.addQualifier(new AutowireCandidateQualifier(MigrationsDataSource.class));
    return definition;
  }

  private Optional<String> replaced(ConfigurableListableBeanFactory beans) {
    if (!dataSource.isEmpty()) {
      if (!beans.containsBeanDefinition(dataSource)) {
        throw new IllegalStateException(
            "@MigratedDatabase: there is no bean '%s' to replace".formatted(dataSource));
      }
      return Optional.of(dataSource);
    }
    List<String> marked = marked(beans);
    List<String> names = names(beans).stream().filter(name -> !marked.contains(name)).toList();
    List<String> first =
        names.size() == 1
            ? names
            : names.stream().filter(name -> beans.getBeanDefinition(name).isPrimary()).toList();
    if (!names.isEmpty() && first.size() != 1) {
      throw new IllegalStateException(
          "@MigratedDatabase: there are the DataSource beans %s; say which to replace with dataSource"
              .formatted(names));
    }
    return first.stream().findFirst();
  }

  private static List<String> marked(ConfigurableListableBeanFactory beans) {
    return names(beans).stream()
        .filter(name -> beans.findAnnotationOnBean(name, MigrationsDataSource.class, false) != null)
        .toList();
  }

  /** Those with a definition of their own; nothing is made to find out. */
  private static List<String> names(ConfigurableListableBeanFactory beans) {
    return Arrays.stream(beans.getBeanNamesForType(DataSource.class, true, false))
        .filter(beans::containsBeanDefinition)
        .toList();
  }
}
