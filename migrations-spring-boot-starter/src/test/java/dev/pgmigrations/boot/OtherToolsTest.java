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

package dev.pgmigrations.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.boot.autoconfigure.MigrationsAutoConfiguration;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class OtherToolsTest {

  private static final String FLYWAY = "org.flywaydb.core.Flyway";
  private static final String LIQUIBASE = "liquibase.integration.spring.SpringLiquibase";

  @Test
  void warns_once_of_each_other_tool_without_making_it(CapturedOutput output) {
    Class<?> flyway = type(FLYWAY, getClass().getClassLoader());
    Class<?> liquibase = type(LIQUIBASE, flyway.getClassLoader());
    DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    beans.registerBeanDefinition("flyway", new RootBeanDefinition(flyway));
    beans.registerBeanDefinition("liquibase", new RootBeanDefinition(liquibase));

    new OtherTools(beans, liquibase.getClassLoader()).warn();

    assertThat(output.getAll())
        .containsOnlyOnce("Flyway is there, too (bean flyway). Neither knows what the other has")
        .containsOnlyOnce("spring.flyway.enabled=false")
        .containsOnlyOnce("Liquibase is there, too (bean liquibase).")
        .containsOnlyOnce("spring.liquibase.enabled=false");
    assertThat(beans.getSingletonNames()).isEmpty();
  }

  @Test
  void says_nothing_of_a_tool_that_is_only_on_the_class_path(CapturedOutput output) {
    Class<?> flyway = type(FLYWAY, getClass().getClassLoader());

    new OtherTools(new DefaultListableBeanFactory(), flyway.getClassLoader()).warn();

    assertThat(output.getAll()).doesNotContain("Flyway");
  }

  @Test
  void looks_where_the_migrations_are_enabled(CapturedOutput output) {
    Class<?> flyway = type(FLYWAY, getClass().getClassLoader());
    ApplicationContextRunner application =
        new ApplicationContextRunner()
            .withClassLoader(flyway.getClassLoader())
            .withPropertyValues("migrations.url=jdbc:postgresql://nowhere/none")
            .withInitializer(
                context ->
                    ((GenericApplicationContext) context)
                        .registerBeanDefinition("flyway", new RootBeanDefinition(flyway)))
            .withConfiguration(AutoConfigurations.of(MigrationsAutoConfiguration.class));

    application.withPropertyValues("migrations.enabled=false").run(context -> {});
    assertThat(output.getAll()).doesNotContain("Flyway");

    application.run(context -> {});
    assertThat(output.getAll()).containsOnlyOnce("Flyway is there, too (bean flyway).");
  }

  private static Class<?> type(String name, ClassLoader parent) {
    return new ByteBuddy().subclass(Object.class).name(name).make().load(parent).getLoaded();
  }
}
