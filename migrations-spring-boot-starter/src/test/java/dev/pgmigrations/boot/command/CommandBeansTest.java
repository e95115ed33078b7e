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

package dev.pgmigrations.boot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.boot.MigrationsCustomizer;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Service;

/** Which beans of an application a command makes: those that the migrations are made of. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class CommandBeansTest {

  private static final List<String> MADE = new ArrayList<>();

  private static final String[] TWO_TARGETS = {
    "--migrations.targets.core.schema=core",
    "--migrations.targets.orders.schema=orders",
    "--migrations.targets.orders.locations=classpath:db/orders",
    "--migrations.targets.orders.after=core"
  };

  private final TestDatabase database;
  private final CommandLine line;

  CommandBeansTest(TestDatabase database) {
    this.database = database;
    this.line = new CommandLine(database);
  }

  @BeforeEach
  void forget() {
    MADE.clear();
  }

  @Test
  void all_targets_are_migrated_in_their_order() {
    CommandLine.Result migrated = line.run(Application.class, "migrate", TWO_TARGETS);

    assertThat(migrated.code()).as(migrated.toString()).isZero();
    assertThat(migrated.out()).containsSubsequence("core\n  + 1 users", "orders\n  + 1 orders");
    assertThat(line.tables()).containsExactly("core.users", "orders.orders");
  }

  @Test
  void only_the_target_that_is_named_is() {
    CommandLine.Result migrated =
        line.run(Application.class, "migrate", with(TWO_TARGETS, "--migrations.target=orders"));

    assertThat(migrated.code()).as(migrated.toString()).isZero();
    assertThat(migrated.out()).startsWith("  + 1 orders");
    assertThat(line.tables()).containsExactly("orders.orders");

    CommandLine.Result status =
        line.run(Application.class, "status", with(TWO_TARGETS, "--migrations.target=orders,core"));
    assertThat(status.out()).containsSubsequence("core\nversion", "orders\nversion");
  }

  @Test
  void a_target_that_is_not_there_names_the_nearest() {
    CommandLine.Result wrong =
        line.run(Application.class, "migrate", with(TWO_TARGETS, "--migrations.target=order"));

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .startsWith(
            "There is no target 'order'; did you mean 'orders'?\nThere are: core, orders\n");
    assertThat(line.tables()).isEmpty();
  }

  @Test
  void of_several_targets_the_last_is_rolled_back_first() {
    String[] both = with(TWO_TARGETS, "--migrations.target=core,orders");
    line.run(Application.class, "migrate", both);

    CommandLine.Result back =
        line.run(Application.class, "rollback", with(both, "--migrations.rollback.all=true"));

    assertThat(back.code()).as(back.toString()).isZero();
    assertThat(back.out().lines()).containsSubsequence("orders", "core");
  }

  @Test
  void of_several_targets_it_is_said_which_to_roll_back() {
    line.run(Application.class, "migrate", TWO_TARGETS);
    String[] last = with(TWO_TARGETS, "--migrations.rollback.steps=1");

    CommandLine.Result wrong = line.run(Application.class, "rollback", last);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .startsWith(
            "There are several targets; say with migrations.target where to roll back: core,"
                + " orders");
    assertThat(line.tables()).containsExactly("core.users", "orders.orders");

    CommandLine.Result done =
        line.run(Application.class, "rollback", with(last, "--migrations.target=orders"));
    assertThat(done.code()).as(done.toString()).isZero();
    assertThat(line.tables()).containsExactly("core.users");
  }

  @Test
  void what_fails_in_one_target_keeps_no_other_from_being_shown() {
    CommandLine.Result status =
        line.run(
            Application.class,
            "status",
            with(
                TWO_TARGETS,
                "--migrations.connect-retry=0",
                "--migrations.targets.core.url=jdbc:postgresql://localhost:1/none"));

    assertThat(status.code()).isEqualTo(1);
    assertThat(status.err()).startsWith("core\n[08001]");
    assertThat(status.out()).startsWith("orders\nversion");
  }

  @Test
  void of_targets_that_were_not_tried_it_is_said() {
    CommandLine.Result failed =
        line.run(
            Application.class,
            "migrate",
            with(TWO_TARGETS, "--migrations.targets.core.locations=classpath:db/broken"));

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .containsSubsequence("core\n", "[42601]", "failed after 1 of 2 steps", "orders\nnot tried");
  }

  @Test
  void data_sources_and_customizers_are_those_of_the_application() {
    try (TestDatabase other = Postgres.create()) {
      CommandLine.Result migrated =
          line.run(
              OwnBeans.class,
              "migrate",
              "--other.url=" + other.jdbcUrl(),
              "--other.username=" + other.username(),
              "--other.password=" + other.password(),
              "--migrations.targets.main.data-source=otherDataSource");

      assertThat(migrated.code()).as(migrated.toString()).isZero();
      assertThat(other.jdbc().sql("select to_regclass('custom.users')").query().singleValue())
          .isNotNull();
      assertThat(line.tables()).isEmpty();
    }
  }

  @Test
  void tenants_are_those_of_the_application_and_asking_for_them_migrates_nothing() {
    database.execute("create schema admin; create table admin.tenants (name text)");
    database.execute("insert into admin.tenants values ('acme'), ('zeta')");

    CommandLine.Result status =
        line.run(WithTenants.class, "status", "--migrations.run-on=startup");
    assertThat(status.code()).as(status.toString()).isZero();
    assertThat(status.out()).containsSubsequence("acme\nversion", "zeta\nversion");
    assertThat(line.tables()).containsExactly("admin.tenants");

    CommandLine.Result one = line.run(WithTenants.class, "migrate", "--migrations.target=zeta");
    assertThat(one.code()).as(one.toString()).isZero();
    assertThat(line.tables()).containsExactly("admin.tenants", "zeta.users");

    CommandLine.Result wrong = line.run(WithTenants.class, "migrate", "--migrations.target=acne");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("There is no target 'acne'; did you mean 'acme'?");
  }

  @Test
  void migrations_in_java_are_made_with_what_they_need() {
    CommandLine.Result migrated = line.run(WithJava.class, "migrate");

    assertThat(migrated.code()).as(migrated.toString()).isZero();
    assertThat(migrated.out()).contains("  + 3 of names (");
    assertThat(database.jdbc().sql("select name from names").query(String.class).single())
        .isEqualTo("from the application");
    assertThat(MADE).containsExactly("Names");
  }

  @Test
  void one_that_needs_what_is_not_there_in_a_command_says_what(CapturedOutput output) {
    CommandLine.Result failed = line.run(WithWeb.class, "migrate");

    assertThat(failed.failure()).isNotNull();
    assertThat(failed.err())
        .startsWith("The migrations need a bean that cannot be made in a command");
    assertThat(output.getAll())
        .contains("required a bean of type 'jakarta.servlet.ServletContext'");
    assertThat(line.tables()).isEmpty();
  }

  @Test
  void a_property_that_is_wrong_is_not_blamed_on_a_bean(CapturedOutput output) {
    CommandLine.Result misspelt = line.run(WithJava.class, "status", "--migrations.locatons=x");

    assertThat(misspelt.failure()).isNotNull();
    assertThat(misspelt.err()).isEmpty();
    assertThat(output.getAll()).contains("did you mean 'migrations.locations'?");
  }

  @Test
  void that_no_database_is_named_is_not_blamed_on_a_bean(CapturedOutput output) {
    CommandLine.Result nowhere =
        CommandLine.start(
            NoUrl.class,
            List.of(
                "--migrations.command=status",
                "--spring.datasource.embedded-database-connection=none"));

    assertThat(nowhere.failure()).isNotNull();
    assertThat(nowhere.err()).isEmpty();
    assertThat(output.getAll()).contains("There is no database: neither spring.datasource.url");
  }

  @EnableAutoConfiguration
  static class NoUrl {}

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class OwnBeans {

    @Bean(defaultCandidate = false)
    DataSource otherDataSource(Environment environment) {
      return new DriverManagerDataSource(
          environment.getRequiredProperty("other.url"),
          environment.getRequiredProperty("other.username"),
          environment.getRequiredProperty("other.password"));
    }

    @Bean
    MigrationsCustomizer inSchema() {
      return (target, settings) -> settings.schema("custom");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class WithTenants {

    /** Waits for migrations, where the application makes it. */
    @Bean
    Tenants tenants(JdbcClient jdbc) {
      return () ->
          jdbc
              .sql("select name from admin.tenants order by name")
              .query(String.class)
              .list()
              .stream()
              .map(Tenant::ofSchema)
              .toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class WithJava {

    @Bean
    Names names() {
      return new Names("from the application");
    }

    @Bean
    Other other() {
      return new Other();
    }

    @Bean
    JavaMigration ofNames(Names names) {
      return new InJava(
          jdbc -> {
            jdbc.sql("create table names (name text)").update();
            jdbc.sql("insert into names values (?)").param(names.name).update();
          });
    }
  }

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class WithWeb {

    @Bean
    JavaMigration ofWeb(ServletContext context) {
      return new InJava(jdbc -> {});
    }
  }

  @Service
  static class Names {

    private final String name;

    Names(String name) {
      this.name = name;
      MADE.add("Names");
    }
  }

  @Service
  static class Other {

    Other() {
      MADE.add("Other");
    }
  }

  private record InJava(Consumer<JdbcClient> change) implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("3");
    }

    @Override
    public String description() {
      return "of names";
    }

    @Override
    public void up(JdbcClient jdbc) {
      change.accept(jdbc);
    }
  }
}
