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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgmigrations.MigrationFailedException;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.TargetReport.State;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class MigrationRunnerTest {

  private final TestDatabase database;

  MigrationRunnerTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void migrates_every_target_in_order_and_remembers_how_it_went() {
    MigrationRunner runner = runner(target("users", "migrations"), target("orders", "orders"));
    assertThat(runner.reports()).extracting(TargetReport::state).containsOnly(State.WAITING);

    List<TargetReport> reports = runner.run();

    assertThat(reports).extracting(TargetReport::target).containsExactly("users", "orders");
    assertThat(reports).extracting(TargetReport::state).containsOnly(State.DONE);
    assertThat(reports)
        .extracting(report -> report.migrated().orElseThrow().steps().size())
        .containsExactly(2, 1);
    assertThat(runner.reports()).isEqualTo(reports);
    assertThat(runner.targets()).containsExactly("users", "orders");
  }

  @Test
  void says_in_one_line_for_each_target_what_was_done(CapturedOutput output) {
    MigrationRunner runner = runner(target("users", "migrations"), target("orders", "orders"));

    runner.run();
    runner.run();

    assertThat(output.getOut().lines().filter(line -> line.contains("MigrationRunner")))
        .satisfiesExactly(
            line -> assertThat(line).matches(".* - users: 2 migrations done in .*"),
            line -> assertThat(line).matches(".* - orders: 1 migration done in .*"),
            line ->
                assertThat(line).contains(" - users: Nothing to do, the schema is up to date ("),
            line ->
                assertThat(line).contains(" - orders: Nothing to do, the schema is up to date ("));
  }

  @Test
  void stops_at_the_target_that_fails_and_tells_how_all_of_them_stand() {
    MigrationRunner runner =
        runner(target("a", "migrations"), target("b", "broken"), target("c", "orders"));

    TargetFailedException failure = catchThrowableOfType(TargetFailedException.class, runner::run);

    assertThat(failure.target()).isEqualTo("b");
    assertThat(failure).hasCauseInstanceOf(MigrationFailedException.class);
    assertThat(failure.reports())
        .extracting(TargetReport::state)
        .containsExactly(State.DONE, State.FAILED, State.WAITING);
    TargetReport failed = runner.reports().get(1);
    assertThat(failed.migrated().orElseThrow().steps()).hasSize(1);
    assertThat(failed.errors()).extracting(Diagnostic::code).containsExactly("42601");
  }

  @Test
  void forgets_a_failure_with_the_next_run() {
    MigrationRunner runner = runner(target("a", "broken"));
    assertThatThrownBy(runner::run).isInstanceOf(TargetFailedException.class);
    runner.migrator().markDone(Version.of("2"));

    assertThat(runner.run()).extracting(TargetReport::state).containsExactly(State.DONE);
    assertThat(runner.reports().get(0).errors()).isEmpty();
  }

  @Test
  void migrates_up_to_the_version_of_the_target() {
    MigrationTarget target = target("users", "migrations");

    runner(
            new MigrationTarget(
                "users",
                target.settings(),
                target.dataSource(),
                Optional.of(Version.of("1")),
                false))
        .run();

    assertThat(columns("users")).containsExactly("id", "name");
  }

  @Test
  void seeds_a_target_that_asks_for_it(CapturedOutput output) {
    MigrationTarget target = target("users", "migrations");

    List<TargetReport> reports =
        runner(
                new MigrationTarget(
                    "users", target.settings(), target.dataSource(), Optional.empty(), true))
            .run();

    assertThat(reports.get(0).seeded().orElseThrow().steps()).hasSize(1);
    assertThat(output).containsPattern("users: 2 migrations done in .*, 1 seed run");
    assertThat(database.jdbc().sql("select name from users.users").query(String.class).list())
        .containsExactly("Ada");
  }

  @Test
  void tells_the_status_of_every_target_from_its_database() {
    MigrationRunner runner = runner(target("users", "migrations"), target("orders", "orders"));
    runner.run();
    runner.migrator("users").rollback(1);

    assertThat(runner.status().keySet()).containsExactly("users", "orders");
    assertThat(runner.status().get("users").pending()).hasSize(1);
    assertThat(runner.status().get("orders").rows())
        .extracting(StatusReport.Row::standing)
        .containsExactly(StatusReport.Standing.APPLIED);
  }

  @Test
  void tells_its_listeners_what_happens() {
    List<MigrationEvent> events = new ArrayList<>();

    new MigrationRunner(
            MigrationTargets.of(target("orders", "orders")), List.of(events::add), loader())
        .run();

    assertThat(events).hasAtLeastOneElementOfType(MigrationEvent.StepFinished.class);
  }

  @Test
  void an_unknown_target_is_an_error_that_names_the_known_ones() {
    MigrationRunner runner = runner(target("users", "migrations"), target("orders", "orders"));

    assertThatThrownBy(() -> runner.migrator("chats"))
        .hasMessage("there is no target 'chats'; there are [users, orders]");
    assertThatThrownBy(runner::migrator)
        .hasMessage("there are 2 targets; say which of [users, orders]");
  }

  @Test
  void without_targets_there_is_nothing_to_run(CapturedOutput output) {
    assertThat(runner().run()).isEmpty();
    assertThat(output).contains("No migration target is enabled");
  }

  @Test
  void two_targets_of_one_name_are_refused() {
    assertThatExceptionOfType(MigrationsConfigurationException.class)
        .isThrownBy(() -> MigrationTargets.of(target("a", "migrations"), target("a", "orders")))
        .withMessageContaining("[one-name] two targets have the name 'a'");
  }

  @Test
  void two_targets_with_one_history_are_refused_at_once_where_that_is_certain() {
    MigratorSettings settings = MigratorSettings.builder().schema("app").build();
    var dataSource = database.dataSource();

    assertThatThrownBy(
            () ->
                MigrationTargets.of(
                    MigrationTarget.of("a", settings, dataSource),
                    MigrationTarget.of("b", settings, dataSource)))
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessage(
            """
            [one-history] the targets 'a' and 'b' share the history table app.migration_history
              fix: give each its own migrations.targets.<name>.schema, or a history-table of its own""");
  }

  @Test
  void two_targets_with_one_history_are_found_whatever_way_leads_to_it() {
    try (CountingProxy proxy = CountingProxy.before(database)) {
      MigratorSettings unqualified = settings("migrations").build();
      MigratorSettings qualified =
          settings("orders").historyTable("public.migration_history").build();
      MigrationRunner runner =
          runner(
              MigrationTarget.of("a", unqualified, database.dataSource()),
              MigrationTarget.of("b", qualified, proxy.dataSource()));

      assertThatThrownBy(runner::run)
          .isInstanceOf(MigrationsConfigurationException.class)
          .hasMessageStartingWith(
              "[one-history] the targets 'a' and 'b' share the history table"
                  + " public.migration_history of the database "
                  + database.name());
      assertThat(database.snapshot()).isEqualTo(empty());
    }
  }

  @Test
  void one_name_in_two_databases_is_fine(TestDatabase same, TestDatabase other) {
    MigratorSettings settings = settings("migrations").build();

    List<TargetReport> reports =
        runner(
                MigrationTarget.of("a", settings, same.dataSource()),
                MigrationTarget.of("b", settings, other.dataSource()))
            .run();

    assertThat(reports).extracting(TargetReport::state).containsOnly(State.DONE);
  }

  @Test
  void two_roles_with_schemas_of_their_own_do_not_meet() {
    String a = Postgres.createRole("a", "");
    String b = Postgres.createRole("b", "");
    database.execute(
        "create schema %1$s authorization %1$s; create schema %2$s authorization %2$s"
            .formatted(a, b));
    var dataSource = database.dataSource();

    List<TargetReport> reports =
        runner(
                MigrationTarget.of("a", settings("migrations").role(a).build(), dataSource),
                MigrationTarget.of("b", settings("orders").role(b).build(), dataSource))
            .run();

    assertThat(reports).extracting(TargetReport::state).containsOnly(State.DONE);
  }

  @Test
  void targets_with_schemas_of_their_own_cost_no_question() {
    try (CountingProxy proxy = CountingProxy.before(database)) {
      var dataSource = proxy.dataSource();
      runner(
              MigrationTarget.of("a", settings("migrations").schema("a").build(), dataSource),
              MigrationTarget.of("b", settings("orders").schema("b").build(), dataSource))
          .run();

      assertThat(proxy.connections()).isEqualTo(2);
    }
  }

  private static CatalogSnapshot empty() {
    try (TestDatabase empty = Postgres.create()) {
      return empty.snapshot();
    }
  }

  private MigrationTarget target(String name, String folder) {
    return MigrationTarget.of(name, settings(folder).schema(name).build(), database.dataSource());
  }

  private static MigratorSettings.Builder settings(String folder) {
    return MigratorSettings.builder().locations("classpath:db/" + folder);
  }

  private static MigrationRunner runner(MigrationTarget... targets) {
    return new MigrationRunner(MigrationTargets.of(targets), List.of(), loader());
  }

  private static ClassLoader loader() {
    return MigrationRunnerTest.class.getClassLoader();
  }

  private List<String> columns(String table) {
    return database
        .jdbc()
        .sql("select column_name from information_schema.columns where table_name = ? order by 1")
        .param(table)
        .query(String.class)
        .list();
  }
}
