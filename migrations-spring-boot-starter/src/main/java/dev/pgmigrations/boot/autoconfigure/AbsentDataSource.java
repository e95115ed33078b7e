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

package dev.pgmigrations.boot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.StringUtils;

/**
 * Takes back the {@code DataSource} that Spring Boot would make of no property at all, and fail
 * with, where the migrations have a url of their own.
 *
 * <p>Not a {@code DataSource} of that url in its place: the application would use the database as
 * who owns its tables. Not while an application is built ahead of time either: the properties may
 * come later.
 */
final class AbsentDataSource implements ImportBeanDefinitionRegistrar {

  private static final Logger log = LoggerFactory.getLogger(AbsentDataSource.class);

  private static final String BOOT = "org.springframework.boot.jdbc.autoconfigure.";
  private static final String DATA_SOURCE = "dataSource";
  private static final String CONNECTION_DETAILS = "jdbcConnectionDetails";

  /** What Spring Boot makes besides, of that very {@code DataSource}. */
  private static final List<String> BESIDES =
      List.of("DataSourceJmxConfiguration$", "DataSourceCheckpointRestoreConfiguration$");

  private final Environment environment;
  private final ClassLoader classLoader;

  AbsentDataSource(Environment environment, ClassLoader classLoader) {
    this.environment = environment;
    this.classLoader = classLoader;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)
        && hasUrlOfItsOwn()
        && said("spring.datasource").isEmpty()
        && isMade(registry, DATA_SOURCE, "DataSourceConfiguration$")
        && isMade(registry, CONNECTION_DETAILS, "DataSourceAutoConfiguration$")
        && EmbeddedDatabaseConnection.get(classLoader) == EmbeddedDatabaseConnection.NONE) {
      takeBack(registry);
      log.info(
          "There is no spring.datasource.url: the application gets no DataSource, the migrations"
              + " have a url of their own");
    }
  }

  private boolean hasUrlOfItsOwn() {
    return StringUtils.hasText(environment.getProperty(MigrationsProperties.PREFIX + ".url"))
        || haveUrls(said(MigrationsProperties.PREFIX + ".targets"));
  }

  private static boolean haveUrls(Map<String, Object> targets) {
    return !targets.isEmpty()
        && targets.values().stream()
            .allMatch(target -> target instanceof Map<?, ?> said && said.containsKey("url"));
  }

  private Map<String, Object> said(String prefix) {
    return Binder.get(environment)
        .bind(prefix, Bindable.mapOf(String.class, Object.class))
        .orElse(Map.of());
  }

  private static boolean isMade(BeanDefinitionRegistry registry, String bean, String by) {
    return registry.containsBeanDefinition(bean)
        && maker(registry.getBeanDefinition(bean)).startsWith(BOOT + by);
  }

  private static String maker(BeanDefinition bean) {
    @Nullable MethodMetadata method =
        bean instanceof AnnotatedBeanDefinition annotated
            ? annotated.getFactoryMethodMetadata()
            : null;
    return method == null
        ? Objects.requireNonNullElse(bean.getBeanClassName(), "")
        : method.getDeclaringClassName();
  }

  private static void takeBack(BeanDefinitionRegistry registry) {
    registry.removeBeanDefinition(DATA_SOURCE);
    registry.removeBeanDefinition(CONNECTION_DETAILS);
    for (String name : registry.getBeanDefinitionNames()) {
      String maker = maker(registry.getBeanDefinition(name));
      if (BESIDES.stream().anyMatch(besides -> maker.startsWith(BOOT + besides))) {
        registry.removeBeanDefinition(name);
      }
    }
  }
}
