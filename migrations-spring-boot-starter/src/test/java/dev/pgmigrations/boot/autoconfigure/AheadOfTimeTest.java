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

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationsTarget;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.Compiled;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An application that is built ahead of time: its beans are chosen then, with the properties of
 * that time. Everything else is decided when it starts.
 *
 * <p>Generated code is of the packages whose hidden classes it uses, so it needs their class
 * loader.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTest {

  @Test
  void when_and_what_to_migrate_is_decided_when_it_starts() {
    built(
        List.of(),
        application -> {
          application.start(
              (context, database) -> assertThat(tables(database)).contains("public.users"),
              "migrations.run-on=startup");
          application.start(
              (context, database) -> {
                assertThat(tables(database)).isEmpty();
                ready(context);
                assertThat(tables(database)).contains("public.users");
              },
              "migrations.run-on=ready");
          application.start(
              (context, database) -> {
                ready(context);
                assertThat(tables(database)).isEmpty();
                context.getBean(MigrationRunner.class).run();
                assertThat(tables(database)).contains("app.users");
              },
              "migrations.run-on=none",
              "migrations.schema=app");
        });
  }

  @Test
  void migrations_in_java_keep_their_targets() {
    String[] targets = {
      "migrations.run-on=startup",
      "migrations.targets.a.schema=a",
      "migrations.targets.b.schema=b",
      "migrations.targets.b.locations=classpath:db/orders"
    };
    built(
        List.of(targets),
        application ->
            application.start(
                (context, database) ->
                    assertThat(tables(database))
                        .contains("a.users", "a.of_class", "b.orders", "b.of_method")
                        .doesNotContain("a.of_method", "b.of_class"),
                targets),
        JavaMigrations.class);
  }

  private interface Check {
    void of(GenericApplicationContext context, TestDatabase database);
  }

  /** What was built, to be started with these properties on an empty database each time. */
  private record Application(Compiled compiled, ClassName initializer) {

    @SuppressWarnings("unchecked")
    void start(Check check, String... properties) {
      try (TestDatabase database = Postgres.create();
          GenericApplicationContext context = new GenericApplicationContext()) {
        context.setClassLoader(compiled.getClassLoader());
        TestPropertyValues.of(GivenDatabase.properties(database)).and(properties).applyTo(context);
        compiled
            .getInstance(ApplicationContextInitializer.class, initializer.toString())
            .initialize(context);
        context.refresh();
        check.of(context, database);
      }
    }
  }

  private static void built(
      List<String> properties, Consumer<Application> starts, Class<?>... more) {
    TestGenerationContext generation = new TestGenerationContext();
    ClassName initializer;
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      TestPropertyValues.of("spring.datasource.url=jdbc:postgresql://nowhere/none")
          .and(properties.toArray(String[]::new))
          .applyTo(context);
      context.register(
          DataSourceAutoConfiguration.class,
          MigrationsAutoConfiguration.class,
          MigrationsObservationAutoConfiguration.class);
      Arrays.stream(more).forEach(context::register);
      initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    }
    generation.writeGeneratedContent();
    TestCompiler.forSystem()
        .with(generation)
        .compile(compiled -> starts.accept(new Application(compiled, initializer)));
  }

  private static void ready(GenericApplicationContext context) {
    context.publishEvent(
        new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
  }

  private static List<String> tables(TestDatabase database) {
    return database
        .jdbc()
        .sql(
            """
            select schemaname || '.' || tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')\
            """)
        .query(String.class)
        .list();
  }

  @Configuration(proxyBeanMethods = false)
  static class JavaMigrations {

    @Bean
    OfClass ofClass() {
      return new OfClass();
    }

    @Bean
    @MigrationsTarget("b")
    JavaMigration ofMethod() {
      return new Table("of_method");
    }
  }

  @MigrationsTarget("a")
  static class OfClass extends Table {

    OfClass() {
      super("of_class");
    }
  }

  static class Table implements JavaMigration {

    private final String name;

    Table(String name) {
      this.name = name;
    }

    @Override
    public Version version() {
      return Version.of("9");
    }

    @Override
    public String description() {
      return name;
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("create table %s (id int)".formatted(name)).update();
    }
  }
}
