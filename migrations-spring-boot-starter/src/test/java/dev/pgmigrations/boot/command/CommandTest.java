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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.Psql;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What {@code --migrations.command} does, and how it ends. */
@PostgresTest
class CommandTest {

  private final TestDatabase database;
  private final CommandLine line;

  @TempDir Path folder;

  CommandTest(TestDatabase database) {
    this.database = database;
    this.line = new CommandLine(database);
  }

  private CommandLine.Result run(String command, String... more) {
    return line.run(Application.class, command, more);
  }

  private String column() {
    return database
        .jdbc()
        .sql("select count(*) from information_schema.columns where column_name = 'email'")
        .query(String.class)
        .single();
  }

  @Test
  void status_shows_what_is_pending_and_changes_nothing() {
    CommandLine.Result status = run("status");

    assertThat(status.code()).as(status.toString()).isZero();
    assertThat(status.out())
        .isEqualToIgnoringNewLines(
            """
            version     description  state    units  applied at  by  took
            1           users        pending
            2           user email   pending
            seed users  users        pending
            """);
    assertThat(status.err()).isEmpty();
    assertThat(
            database
                .jdbc()
                .sql("select to_regclass('migration_history') is null")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void status_fails_on_pending_where_that_is_asked_for() {
    assertThat(run("status", "--migrations.fail-on-pending=true").code()).isEqualTo(3);
    run("migrate");
    assertThat(run("status", "--migrations.fail-on-pending=true").code()).isZero();
    CommandLine.Result seeds =
        run("status", "--migrations.fail-on-pending=true", "--migrations.seeds.enabled=true");
    assertThat(seeds.code()).as("the seeds belong to it").isEqualTo(3);
  }

  @Test
  void migrate_applies_what_is_pending_with_the_seeds_that_are_enabled() {
    CommandLine.Result migrated = run("migrate", "--migrations.seeds.enabled=true");

    assertThat(migrated.code()).as(migrated.toString()).isZero();
    assertThat(migrated.out())
        .matches(
            """
            (?s)  \\+ 1 users \\(.*\\)
              \\+ 2 user email \\(.*\\)
            2 migrations done in .*
              \\+ seed users \\(.*\\)
            1 migration done in .*
            """);
    assertThat(line.tables()).containsExactly("public.users");
    assertThat(run("migrate").out()).isEqualToIgnoringNewLines("nothing to do\n");
  }

  /** What the application does by itself is another matter. */
  @ParameterizedTest
  @CsvSource({
    "--migrations.enabled=false",
    "--migrations.run-on=startup",
    "--migrations.mode=wait",
  })
  void migrate_migrates_whatever_else_is_said(String said) {
    CommandLine.Result migrated = run("migrate", said);

    assertThat(migrated.code()).as(migrated.toString()).isZero();
    assertThat(migrated.out()).contains("2 migrations done");
  }

  @Test
  void migrate_goes_as_far_as_the_configuration_says() {
    assertThat(run("migrate", "--migrations.to=1").code()).isZero();
    assertThat(column()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({"status", "migrate"})
  void no_bean_of_the_application_is_made(String command) {
    CommandLine.Result result = line.run(Whole.class, command);

    assertThat(result.code()).as(result.toString()).isZero();
  }

  @Test
  void rollback_undoes_what_is_said() {
    run("migrate");

    CommandLine.Result last = run("rollback", "--migrations.rollback.steps=1");
    assertThat(last.code()).as(last.toString()).isZero();
    assertThat(last.out()).startsWith("  - 2 user email (").contains("1 migration done in ");
    assertThat(column()).isEqualTo("0");

    run("migrate");
    assertThat(run("rollback", "--migrations.rollback.to=1").code()).isZero();
    assertThat(column()).isEqualTo("0");

    run("migrate");
    assertThat(run("rollback", "--migrations.rollback.only=2").code()).isZero();
    assertThat(column()).isEqualTo("0");

    assertThat(run("rollback", "--migrations.rollback.all=true").code()).isZero();
    assertThat(line.tables()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rollback | | What is to be rolled back? Give one of migrations.rollback.steps, to, only"
            + " and all",
        "rollback | --migrations.rollback.all=false | What is to be rolled back? Give one of"
            + " migrations.rollback.steps, to, only and all",
        "rollback | --migrations.rollback.to=1 --migrations.rollback.steps=1 | Give only one of"
            + " migrations.rollback.steps, to, only and all: each says what to undo",
        "rollback | --migrations.rollback.steps=0 | migrations.rollback: roll back 0 migrations?"
            + " give one or more",
        "rollback | --migrations.rollback.steps=two | migrations.rollback.steps cannot be 'two'",
        "rollback | --migrations.rollback.step=2 | There is no migrations.rollback.step; did you"
            + " mean 'migrations.rollback.steps'?",
        "migrate | --migrations.rollback.steps=1 | migrations.rollback.* is given, but the command"
            + " is no rollback and no dry-run of one",
        "status | --migrations.target=mian | There is no target 'mian'",
      })
  void what_makes_no_sense_is_refused_and_nothing_is_done(
      String command, String arguments, String message) {
    CommandLine.Result wrong =
        run(command, arguments == null ? new String[0] : arguments.split(" "));

    assertThat(wrong.code()).as(wrong.toString()).isEqualTo(2);
    assertThat(wrong.err())
        .startsWith(message)
        .endsWith("What is possible is told by --migrations.command=help\n");
    assertThat(wrong.out()).isEmpty();
    assertThat(line.tables()).isEmpty();
  }

  @Test
  void an_unknown_command_names_the_nearest() {
    CommandLine.Result wrong = run("stauts");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo(
            """
            There is no command 'stauts'; did you mean 'status'?
            There are: migrate, status, validate, verify, rollback, dry-run, help
            What is possible is told by --migrations.command=help
            """);
  }

  @Test
  void help_says_what_is_possible_without_a_database() {
    CommandLine.Result help =
        CommandLine.start(Application.class, List.of("--migrations.command=HELP"));

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("migrations.rollback.steps=<n>", "2 wrong usage");
    assertThat(help.out().lines()).hasSizeLessThan(24).allMatch(text -> text.length() <= 80);
  }

  @Test
  void an_unknown_version_names_the_nearest() {
    run("migrate");

    CommandLine.Result wrong = run("rollback", "--migrations.rollback.to=12");

    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err())
        .isEqualTo(
            """
            [unknown-version] there is no migration 12
              fix: the nearest known version is 2
            """);
    assertThat(column()).isEqualTo("1");
  }

  @Test
  void a_way_back_that_asks_for_a_phrase_gets_it_from_a_property() throws IOException {
    Files.writeString(
        folder.resolve("1_chats.sql"),
        """
        create table chats (id int);
        -- DOWN
        -- migrations:confirm=DELETE CHATS, ALL
        drop table chats;
        """);
    String files = "--migrations.locations=file:" + folder;
    run("migrate", files);

    CommandLine.Result refused = run("rollback", files, "--migrations.rollback.steps=1");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("[confirm] the way back of 1 asks to be confirmed")
        .endsWith("  fix: give the phrase: DELETE CHATS, ALL, as migrations.rollback.confirm\n");
    assertThat(line.tables()).containsExactly("public.chats");

    CommandLine.Result done =
        run(
            "rollback",
            files,
            "--migrations.rollback.steps=1",
            "--migrations.rollback.confirm=DELETE CHATS, ALL");
    assertThat(done.code()).as(done.toString()).isZero();
    assertThat(line.tables()).isEmpty();
  }

  @Test
  void dry_run_prints_sql_and_nothing_else() throws Exception {
    CommandLine.Result dry = run("dry-run");

    assertThat(dry.code()).as(dry.toString()).isZero();
    assertThat(dry.out()).startsWith("\\set ON_ERROR_STOP on\n").contains("create table users");
    assertThat(dry.err()).isEmpty();
    assertThat(line.tables()).isEmpty();

    Optional<Psql> psql = Psql.find();
    assumeTrue(psql.isPresent(), "there is no psql here");
    Path file = Files.writeString(folder.resolve("dry.sql"), dry.out());
    Psql.Result ran = psql.get().runFile(database, file);
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    assertThat(run("migrate").out()).startsWith("nothing to do");
  }

  @Test
  void dry_run_of_a_rollback_prints_the_way_back() {
    run("migrate");

    CommandLine.Result dry = run("dry-run", "--migrations.rollback.steps=1");

    assertThat(dry.code()).as(dry.toString()).isZero();
    assertThat(dry.out()).contains("alter table users drop column email");
    assertThat(column()).isEqualTo("1");
  }

  @Test
  void validate_tells_whether_files_and_history_agree() {
    run("migrate");
    CommandLine.Result well = run("validate");
    assertThat(well.code()).isZero();
    assertThat(well.out()).isEqualTo("files and history agree\n");

    database.execute(
        "update migration_history set text_hash = '1:00', token_hash = '1:00' where version = '2'");
    CommandLine.Result changed = run("validate");
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.err()).contains("[changed] 2 was applied from a different text");
  }

  @Test
  void verify_asks_the_checks_of_what_is_applied() throws IOException {
    Files.writeString(
        folder.resolve("1_chats.sql"),
        """
        create table chats (id int);
        -- VERIFY
        -- chats are there
        select to_regclass('chats') is not null;
        """);
    String files = "--migrations.locations=file:" + folder;
    run("migrate", files);
    CommandLine.Result holds = run("verify", files);
    assertThat(holds.code()).as(holds.toString()).isZero();
    assertThat(holds.out()).contains("yes 1: chats are there");

    database.execute("drop table chats");
    CommandLine.Result no = run("verify", files);
    assertThat(no.code()).isEqualTo(1);
    assertThat(no.out()).contains("NO  1: chats are there");
  }

  @Test
  void a_failed_migration_is_told_with_what_was_done_before() {
    CommandLine.Result failed = run("migrate", "--migrations.locations=classpath:db/broken");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err())
        .containsSubsequence(
            "  + 1 notes (",
            "db/broken/2_note_text.sql:2:18 [42601] syntax error",
            "kept: nothing of 2; 1 is applied",
            "failed after 1 of 2 steps");
  }

  @ParameterizedTest
  @CsvSource({"status", "migrate"})
  void a_database_that_is_not_there_is_told_on_one_screen(String command) {
    CommandLine.Result refused =
        CommandLine.start(
            Whole.class,
            List.of(
                "--migrations.command=" + command,
                "--migrations.connect-retry=0",
                "--spring.datasource.url=jdbc:postgresql://localhost:1/none",
                "--spring.datasource.username=me",
                "--spring.datasource.password=secret"));

    assertThat(refused.code()).as(refused.toString()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("[08001] no connection to the database: Connection to localhost:1 refused.")
        .doesNotContain("secret", "\tat ");
    assertThat(refused.err().lines()).hasSizeLessThan(10);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void a_user_who_may_not_log_in_is_told_on_one_screen() {
    CommandLine.Result refused = run("migrate", "--migrations.username=nobody_at_all");

    assertThat(refused.code()).as(refused.toString()).isEqualTo(1);
    assertThat(refused.err()).startsWith("[28").contains("nobody_at_all", "  fix: ");
    assertThat(refused.err().lines()).hasSizeLessThan(10);
  }

  @Test
  void settings_that_are_wrong_are_told() {
    CommandLine.Result wrong = run("status", "--migrations.lock.timeout=-1s");

    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).startsWith("[settings] migrations.*: lock.timeout is ");
  }

  @Test
  void an_application_without_migrations_says_so() {
    CommandLine.Result none = line.run(Plain.class, "status");

    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).startsWith("[no-migrations] this application has no migrations");
  }

  /** The container would end with it, and its other applications. */
  @Test
  void a_servlet_container_is_not_ended() {
    ConfigurableEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "servletContextInitParams", Map.of("migrations.command", "migrate")));

    assertThatThrownBy(
            () ->
                new CommandStart(
                        () -> {
                          throw new AssertionError("it would end the process");
                        })
                    .begin(environment, new SpringApplication(Plain.class)))
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessageContaining("a command ends the process with it");
  }

  @Test
  void without_a_command_nothing_is_touched() {
    ConfigurableEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("migrations.command", "")));
    List<String> before = environment.getPropertySources().stream().map(s -> s.getName()).toList();

    new CommandPostProcessor()
        .postProcessEnvironment(environment, new SpringApplication(Plain.class));

    assertThat(environment.getPropertySources().stream().map(s -> s.getName())).isEqualTo(before);
  }

  @Configuration(proxyBeanMethods = false)
  static class Plain {}

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class Application {}

  /** With a web server, JPA and all else there is; its own beans fail when they are made. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Whole {

    @Bean
    @Lazy(false)
    Object business() {
      throw new AssertionError("a bean of the application was made");
    }

    @Bean
    CommandLineRunner runner() {
      throw new AssertionError("a runner was made");
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> listener() {
      throw new AssertionError("a listener was made");
    }

    @Bean
    SmartLifecycle lifecycle() {
      throw new AssertionError("what starts with the application was made");
    }
  }
}
