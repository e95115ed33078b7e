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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationStrategy;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.MigrationsCustomizer;
import dev.pgmigrations.boot.MigrationsTarget;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an application may add by beans. */
@PostgresTest
class ExtensionTest {

  private final TestDatabase database;
  private final ApplicationContextRunner application;

  ExtensionTest(TestDatabase database) {
    this.database = database;
    this.application =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    DataSourceAutoConfiguration.class, MigrationsAutoConfiguration.class))
            .withPropertyValues(GivenDatabase.properties(database));
  }

  // Customizers

  @Test
  void customizers_have_the_last_word_in_their_order() {
    application
        .withUserConfiguration(TwoCustomizers.class)
        .withPropertyValues("migrations.schema=said", "migrations.application-name=said")
        .run(
            context -> {
              var settings = context.getBean(MigrationRunner.class).target("default").settings();
              assertThat(settings.application()).isEqualTo("second");
              assertThat(settings.schema()).contains("said");
            });
  }

  @Test
  void a_customizer_is_told_the_target() {
    List<String> told = new ArrayList<>();
    application
        .withBean(
            MigrationsCustomizer.class,
            () ->
                (target, settings) -> {
                  told.add(target);
                  settings.schema("schema_of_" + target);
                })
        .withPropertyValues(
            "migrations.targets.a.locations=classpath:db/orders",
            "migrations.targets.b.locations=classpath:db/migrations")
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(told).containsExactly("a", "b");
              assertThat(tables()).contains("schema_of_a.orders", "schema_of_b.users");
            });
  }

  @Test
  void what_a_customizer_sets_wrongly_is_told_like_a_property() {
    application
        .withBean(MigrationsCustomizer.class, () -> (target, settings) -> settings.schema(" "))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("migrations.*: schema is blank"));
  }

  // Tenants

  @Test
  void tenants_inherit_what_they_do_not_say_themselves() {
    try (TestDatabase other = Postgres.create()) {
      application
          .withBean(
              Tenants.class,
              () ->
                  () ->
                      List.of(
                          Tenant.ofSchema("acme").withPlaceholders(Map.of("b", "own")),
                          Tenant.of("umbrella", other.dataSource()),
                          Tenant.of("initech", other.dataSource()).withSchema("initech")))
          .withPropertyValues(
              "migrations.run-on=none", // Else the look may find them before.
              "migrations.locations=classpath:db/orders",
              "migrations.application-name=shop",
              "migrations.placeholders.a=1",
              "migrations.placeholders.b=2",
              "migrations.lock.timeout=5m")
          .run(
              context -> {
                MigrationRunner runner = context.getBean(MigrationRunner.class);
                assertThat(runner.targets()).isEmpty();

                runner.run();

                assertThat(runner.targets()).containsExactly("acme", "umbrella", "initech");
                var acme = runner.target("acme").settings();
                assertThat(acme.target()).isEqualTo("acme");
                assertThat(acme.lockTimeout()).contains(Duration.ofMinutes(5));
                assertThat(acme.application()).isEqualTo("shop");
                assertThat(acme.placeholders().value("a")).isEqualTo("1");
                assertThat(acme.placeholders().value("b")).isEqualTo("own");
                assertThat(tables()).contains("acme.orders");
                assertThat(
                        other
                            .jdbc()
                            .sql(
                                "select schemaname from pg_tables where tablename = 'orders' order"
                                    + " by 1")
                            .query(String.class)
                            .list())
                    .containsExactly("initech", "public");
              });
    }
  }

  @Test
  void tenants_come_after_the_targets_and_may_be_listed_in_their_tables() {
    application
        .withUserConfiguration(ListedTenants.class)
        .withPropertyValues(
            "migrations.locations=classpath:db/orders",
            "migrations.targets.admin.schema=admin",
            "migrations.targets.admin.locations=classpath:db/migrations",
            "migrations.targets.admin.seeds.enabled=true",
            "migrations.parallel=2")
        .run(
            context -> {
              List<TargetReport> reports = context.getBean(MigrationRunner.class).run();
              assertThat(reports)
                  .extracting(TargetReport::target)
                  .containsExactly("admin", "tenant_ada");
              assertThat(tables()).contains("admin.users", "tenant_ada.orders");
            });
  }

  @Test
  void tenants_that_cannot_be_listed_stop_the_run() {
    application
        .withUserConfiguration(ListedTenants.class)
        .run(
            context ->
                assertThatThrownBy(() -> context.getBean(MigrationRunner.class).run())
                    .isInstanceOf(MigrationsConfigurationException.class)
                    .hasMessageStartingWith("[tenants] the tenants could not be listed: ")
                    .hasMessageContaining("admin.users")
                    .hasMessageEndingWith(
                        "kept: the tenants as they were\n  fix: see why the Tenants bean fails"));
  }

  @Test
  void a_parent_context_may_have_the_tenants_and_migrations_in_java() {
    try (var parent = new AnnotationConfigApplicationContext(Shared.class)) {
      application
          .withParent(parent)
          .withPropertyValues("migrations.targets.core.schema=core")
          .run(
              context -> {
                assertThat(context).hasNotFailed();
                context.getBean(MigrationRunner.class).run();
                assertThat(tables())
                    .contains("core.users", "acme.users", "core.told")
                    .doesNotContain("public.users", "acme.told");
              });
    }
  }

  @Test
  void tenants_that_wait_for_the_migrations_which_ask_for_them_are_told_so() {
    application
        .withConfiguration(
            AutoConfigurations.of(
                JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class))
        .withUserConfiguration(Waiting.class)
        .withPropertyValues("migrations.run-on=startup")
        .run(
            context ->
                assertThat(told(context.getStartupFailure()))
                    .isEqualTo(
                        """
                        [tenants] the tenants could not be listed: the bean 'tenants' needs one \
                        that waits for the migrations, which wait for the tenants
                          kept: the tenants as they were
                          fix: let it use the DataSource alone, JdbcClient.create(dataSource) say, \
                        or set migrations.run-on=ready\
                        """));
  }

  private static String told(Throwable failure) {
    Throwable found = failure;
    while (!(found instanceof MigrationsConfigurationException) && found.getCause() != null) {
      found = found.getCause();
    }
    return found.getMessage();
  }

  @Test
  void a_list_of_tenants_with_holes_says_what_is_wrong_with_it() {
    assertThat(cannotBeListed(() -> null))
        .contains("the list is null; give an empty one if there are none");
    assertThat(cannotBeListed(() -> Arrays.asList(Tenant.ofSchema("a"), null)))
        .contains("a tenant is null, after 1 others");
    assertThat(cannotBeListed(() -> List.of(Tenant.ofSchema(null))))
        .contains("a tenant needs a name");
    assertThat(cannotBeListed(() -> List.of(Tenant.of("a", null))))
        .contains("the tenant 'a' needs a DataSource");
    assertThat(
            cannotBeListed(
                () -> {
                  throw new NullPointerException();
                }))
        .contains("java.lang.NullPointerException");
  }

  private String cannotBeListed(Tenants tenants) {
    List<String> told = new ArrayList<>();
    application
        .withBean(Tenants.class, () -> tenants)
        .run(
            context ->
                assertThatThrownBy(() -> context.getBean(MigrationRunner.class).run())
                    .isInstanceOf(MigrationsConfigurationException.class)
                    .hasMessageStartingWith("[tenants] the tenants could not be listed: ")
                    .satisfies(e -> told.add(e.getMessage())));
    return told.get(0);
  }

  @Test
  void one_pool_is_one_database_inherited_or_named() {
    application
        .withUserConfiguration(InheritedAndNamed.class)
        .run(
            context -> {
              assertThatThrownBy(() -> context.getBean(MigrationRunner.class).run())
                  .isInstanceOf(MigrationsConfigurationException.class)
                  .hasMessageStartingWith(
                      "[one-history] the targets 'acme' and 'umbrella' share the history table"
                          + " acme.migration_history");
              assertThat(tables()).isEmpty();
            });
  }

  @Test
  void every_tenant_that_is_wrong_is_told_and_none_is_touched() {
    application
        .withBean(
            Tenants.class,
            () -> () -> List.of(Tenant.ofSchema("good"), Tenant.ofSchema("a").withSchema(" ")))
        .run(
            context -> {
              assertThatThrownBy(() -> context.getBean(MigrationRunner.class).run())
                  .isInstanceOf(MigrationsConfigurationException.class)
                  .hasMessage(
                      """
                      [settings] the tenant 'a': schema is blank; give a name or leave it out
                        fix: correct what the Tenants bean says of it\
                      """);
              assertThat(tables()).isEmpty();
            });
  }

  @Test
  void migrations_in_java_are_those_of_all_tenants() {
    application
        .withUserConfiguration(AddIndex.class)
        .withBean(
            Tenants.class,
            () -> () -> List.of(Tenant.ofSchema("acme"), Tenant.ofSchema("umbrella")))
        .run(
            context -> {
              List<TargetReport> reports = context.getBean(MigrationRunner.class).run();
              assertThat(reports)
                  .allSatisfy(
                      report ->
                          assertThat(report.migrated().orElseThrow().steps())
                              .extracting(step -> step.name())
                              .contains("3 remember"));
            });
  }

  // Strategy

  @Test
  void a_strategy_replaces_what_is_done_with_each_target() {
    List<String> called = new ArrayList<>();
    application
        .withBean(
            MigrationStrategy.class,
            () ->
                (target, migrator) -> {
                  called.add(target);
                  migrator.migrate(Version.of("1"));
                })
        .withPropertyValues("migrations.seeds.enabled=true")
        .run(
            context -> {
              List<TargetReport> reports = context.getBean(MigrationRunner.class).run();
              assertThat(called).containsExactly("default");
              assertThat(reports)
                  .singleElement()
                  .satisfies(
                      report -> {
                        assertThat(report.state()).isEqualTo(TargetReport.State.DONE);
                        assertThat(report.migrated()).isEmpty();
                      });
              assertThat(applied()).containsExactly("1");
            });
  }

  @Test
  void a_strategy_that_fails_fails_the_run() {
    application
        .withBean(MigrationStrategy.class, () -> (target, migrator) -> migrator.migrate())
        .withPropertyValues("migrations.locations=classpath:db/broken")
        .run(
            context -> {
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              assertThatThrownBy(runner::run).isInstanceOf(TargetFailedException.class);
              assertThat(runner.reports())
                  .singleElement()
                  .satisfies(
                      report -> {
                        assertThat(report.state()).isEqualTo(TargetReport.State.FAILED);
                        assertThat(report.migrated().orElseThrow().steps()).hasSize(1);
                      });
            });
  }

  // Migrations in Java

  @Test
  void a_java_migration_bean_joins_the_files_of_the_only_target() {
    application
        .withBean("three", AddNote.class)
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(applied()).containsExactly("1", "2", "3");
              assertThat(tables()).contains("public.note");

              context.getBean(MigrationRunner.class).migrator().rollback(1);
              assertThat(applied()).containsExactly("1", "2");
              assertThat(tables()).doesNotContain("public.note");
            });
  }

  @Test
  void a_java_migration_bean_joins_the_only_named_target() {
    application
        .withBean(AddNote.class)
        .withPropertyValues("migrations.targets.a.schema=a")
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(tables()).contains("a.users", "a.note");
            });
  }

  @Test
  void an_annotation_on_the_class_or_the_method_names_its_target() {
    application
        .withUserConfiguration(NamedTargets.class)
        .withPropertyValues("migrations.targets.a.schema=a", "migrations.targets.b.schema=b")
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(tables())
                  .contains("a.note", "b.note")
                  .containsOnlyOnce("a.note")
                  .doesNotContain("public.note");
              assertThat(versions("a")).containsExactly("1", "2", "3");
              assertThat(versions("b")).containsExactly("1", "2", "4");
            });
  }

  @Test
  void a_java_migration_of_a_disabled_target_does_not_run() {
    application
        .withBean(BillingNote.class)
        .withPropertyValues(
            "migrations.targets.a.schema=a",
            "migrations.targets.billing.schema=billing",
            "migrations.targets.billing.enabled=false")
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(tables()).contains("a.users").doesNotContain("a.note");
            });
  }

  @Test
  void a_java_migration_that_names_no_target_of_several_is_refused() {
    application
        .withBean("addNote", AddNote.class)
        .withPropertyValues("migrations.targets.a.schema=a", "migrations.targets.b.schema=b")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        """
                        [no-target] the JavaMigration bean 'addNote' does not say which of the targets [a, b] it belongs to
                          fix: mark it with @MigrationsTarget("<name>")\
                        """));
  }

  @Test
  void a_java_migration_of_an_unknown_target_is_refused_with_the_one_that_was_meant() {
    application
        .withBean("addNote", BillingNote.class)
        .withPropertyValues("migrations.targets.biling.schema=a")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        """
                        [unknown-target] the JavaMigration bean 'addNote' belongs to 'billing', which is no target; did you mean 'biling'?
                          fix: give one of [biling]\
                        """));
  }

  @Test
  void two_migrations_of_one_version_are_refused() {
    application
        .withBean("one", AddNote.class)
        .withBean("two", AddNote.class)
        .run(
            context ->
                assertThatThrownBy(() -> context.getBean(MigrationRunner.class).run())
                    .isInstanceOf(TargetFailedException.class)
                    .hasMessageContaining(AddNote.class.getName()));
  }

  private List<String> applied() {
    return versions("public");
  }

  private List<String> versions(String schema) {
    return database
        .jdbc()
        .sql("select version from %s.migration_history where active order by 1".formatted(schema))
        .query(String.class)
        .list();
  }

  private List<String> tables() {
    return database
        .jdbc()
        .sql(
            """
            select schemaname || '.' || tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema') order by 1\
            """)
        .query(String.class)
        .list();
  }

  static class AddNote implements JavaMigration.Reversible {

    @Override
    public Version version() {
      return Version.of("3");
    }

    @Override
    public String description() {
      return "add note";
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("create table note (id bigint)").update();
    }

    @Override
    public void down(JdbcClient jdbc) {
      jdbc.sql("drop table note").update();
    }
  }

  @MigrationsTarget("billing")
  static class BillingNote extends AddNote {}

  @MigrationsTarget("a")
  static class NoteOfA extends AddNote {}

  static class LaterNote extends AddNote {

    @Override
    public Version version() {
      return Version.of("4");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NamedTargets {

    @Bean
    JavaMigration onTheClass() {
      return new NoteOfA();
    }

    @Bean
    @MigrationsTarget("b")
    JavaMigration onTheMethod() {
      return new LaterNote();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoCustomizers {

    @Bean
    @Order(2)
    MigrationsCustomizer second() {
      return (target, settings) -> settings.application("second");
    }

    @Bean
    @Order(1)
    MigrationsCustomizer first() {
      return (target, settings) -> settings.application("first");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ListedTenants {

    @Bean
    Tenants tenants(DataSource dataSource) {
      return () ->
          JdbcClient.create(dataSource)
              .sql("select lower(name) from admin.users")
              .query(String.class)
              .list()
              .stream()
              .map(name -> Tenant.ofSchema("tenant_" + name))
              .toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InheritedAndNamed {

    @Bean
    Tenants tenants(DataSource dataSource) {
      return () ->
          List.of(Tenant.ofSchema("acme"), Tenant.of("umbrella", dataSource).withSchema("acme"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Waiting {

    @Bean
    Tenants tenants(JdbcClient jdbc) {
      return () -> List.of(Tenant.ofSchema(jdbc.sql("select 'a'").query(String.class).single()));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Shared {

    @Bean
    Tenants tenants() {
      return () -> List.of(Tenant.ofSchema("acme"));
    }

    @Bean
    @MigrationsTarget("core")
    JavaMigration tell() {
      return new JavaMigration() {
        @Override
        public Version version() {
          return Version.of("4");
        }

        @Override
        public String description() {
          return "tell";
        }

        @Override
        public void up(JdbcClient jdbc) {
          jdbc.sql("create table told (id bigint primary key)").update();
        }
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class AddIndex {

    @Bean
    JavaMigration remember() {
      return new JavaMigration() {
        @Override
        public Version version() {
          return Version.of("3");
        }

        @Override
        public String description() {
          return "remember";
        }

        @Override
        public void up(JdbcClient jdbc) {
          jdbc.sql("create table memories (id bigint primary key)").update();
        }
      };
    }
  }
}
