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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.boot.actuate.MigrationsEndpoint;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;

class RuntimeHintsTest {

  @Test
  void the_files_of_the_default_location_belong_to_an_image() {
    RuntimeHints hints = new RuntimeHints();
    new MigrationsRuntimeHints().registerHints(hints, getClass().getClassLoader());

    assertThat(hints)
        .matches(resource("db/migrations"))
        .matches(resource("db/migrations/1_users.sql"))
        .matches(resource("db/migrations/2026/07/20260701_note.sql"))
        .matches(resource("db/migrations/shared/function.sql"))
        .matches(resource("db/other/1_a.sql").negate());
  }

  @Test
  void the_registrar_and_the_processor_are_found() {
    assertThat(AotServices.factories().load(RuntimeHintsRegistrar.class))
        .anyMatch(MigrationsRuntimeHints.class::isInstance);
    assertThat(AotServices.factories().load(BeanFactoryInitializationAotProcessor.class))
        .anyMatch(LocationsAotProcessor.class::isInstance);
  }

  @Test
  void so_do_those_of_all_locations_that_are_configured() {
    RuntimeHints hints =
        processed(
            "migrations.locations=classpath:sql,file:/srv/sql",
            "migrations.seeds.locations=db/seeds",
            "migrations.targets.a.schema=a",
            "migrations.targets.billing.locations[0]=classpath:billing/sql",
            "migrations.targets.billing.seeds.locations=classpath:billing/seeds");

    assertThat(hints)
        .matches(resource("sql/1_a.sql"))
        .matches(resource("db/seeds/seed_users.sql"))
        .matches(resource("billing/sql"))
        .matches(resource("billing/sql/1_a.sql"))
        .matches(resource("billing/seeds/seed_users.sql"))
        .matches(resource("db/migrations/1_users.sql"))
        .matches(resource("srv/sql/1_a.sql").negate())
        .matches(resource("/srv/sql/1_a.sql").negate());
  }

  @Test
  void properties_and_answers_of_the_endpoint_are_reflected_upon() {
    RuntimeHints hints = processed("management.endpoints.web.exposure.include=migrations");

    assertThat(hints)
        .matches(RuntimeHintsPredicates.reflection().onType(MigrationsProperties.class))
        .matches(RuntimeHintsPredicates.reflection().onType(MigrationsProperties.Target.class))
        .matches(
            RuntimeHintsPredicates.reflection().onType(MigrationsEndpoint.MigrationsBody.class))
        .matches(RuntimeHintsPredicates.reflection().onType(MigrationsEndpoint.Row.class));
  }

  @Test
  void nothing_is_added_where_the_migrations_are_disabled() {
    assertThat(processed("migrations.enabled=false", "migrations.locations=classpath:sql"))
        .matches(resource("sql/1_a.sql").negate());
  }

  private static Predicate<RuntimeHints> resource(String path) {
    return RuntimeHintsPredicates.resource().forResource(path);
  }

  /** What building ahead of time makes of an application with these properties. */
  private static RuntimeHints processed(String... properties) {
    TestGenerationContext generation = new TestGenerationContext();
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      TestPropertyValues.of("spring.datasource.url=jdbc:postgresql://nowhere/none")
          .and(properties)
          .applyTo(context);
      context.register(
          DataSourceAutoConfiguration.class,
          MigrationsAutoConfiguration.class,
          MigrationsEndpointAutoConfiguration.class,
          MigrationsHealthContributorAutoConfiguration.class,
          MigrationsMetricsAutoConfiguration.class,
          MigrationsObservationAutoConfiguration.class);
      new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    }
    return generation.getRuntimeHints();
  }
}
