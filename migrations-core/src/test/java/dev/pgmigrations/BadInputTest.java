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

package dev.pgmigrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.testsupport.Postgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Every bad input gives a clear error, and nothing is changed in the database. */
class BadInputTest extends ProjectTest {

  @AfterEach
  void nothing_was_changed() {
    assertThat(
            database
                .jdbc()
                .sql(
                    """
                    select count(*) from pg_class where relnamespace = 'public'::regnamespace
                      and relname not like 'migration_history%'\
                    """)
                .query(Long.class)
                .single())
        .isZero();
  }

  private void refuses(String expected) {
    Throwable failure = catchThrowable(() -> project.migrator().migrate());
    assertThat(failure).isInstanceOf(MigrationException.class);
    assertThat(project.shown(failure)).isEqualTo(expected);
  }

  @Test
  void an_unknown_directive() {
    project.file("1_a.sql", "-- migrations:transction=none\ncreate table a ();");

    refuses(
        """
        1_a.sql:1:1 [unknown-directive] unknown directive 'transction'; did you mean 'transaction'?
          1 | -- migrations:transction=none
            | ^
          fix: write -- migrations:transaction=…\
        """);
  }

  @Test
  void an_unclosed_quote_is_shown_where_it_opens() {
    project.file("1_a.sql", "create table a ();\n\ninsert into a\n  values ('x);\nselect 1;\n");

    refuses(
        """
        1_a.sql:4:11 [unclosed-quote] the quote opened here is not closed
          4 |   values ('x);
            |           ^
          fix: close it with '\
        """);
  }

  @Test
  void an_unclosed_dollar_quote() {
    project.file("1_a.sql", "create function f() returns int as $body$\nselect 1;\n");

    refuses(
        """
        1_a.sql:1:36 [unclosed-quote] the dollar quote opened here is not closed
          1 | create function f() returns int as $body$
            |                                    ^
          fix: close it with $body$\
        """);
  }

  @Test
  void an_unclosed_comment() {
    project.file("1_a.sql", "create table a ();\n/* to do\nselect 1;\n");

    refuses(
        """
        1_a.sql:2:1 [unclosed-comment] the comment opened here is not closed
          2 | /* to do
            | ^
          fix: close it with */\
        """);
  }

  @Test
  void a_section_twice() {
    project.file("1_a.sql", "-- UP\ncreate table a ();\n-- UP\ncreate table b ();\n");

    refuses(
        """
        1_a.sql:3:1 [repeated-section] section UP is already at line 1
          3 | -- UP
            | ^
          fix: put its statements into one section\
        """);
  }

  @Test
  void statements_before_up() {
    project.file("1_a.sql", "create table a ();\n-- UP\ncreate table b ();\n");

    refuses(
        """
        1_a.sql:1:1 [statement-before-up] this statement stands before the UP marker in line 2
          1 | create table a ();
            | ^
          fix: move it below the marker, or remove the marker\
        """);
  }

  @Test
  void a_down_section_and_a_rollback_file() {
    project
        .file("1_a.sql", "-- UP\ncreate table a ();\n-- DOWN\ndrop table a;\n")
        .file("rollback_1_a.sql", "drop table a;");

    Throwable failure = catchThrowable(() -> project.migrator().migrate());
    assertThat(project.shown(failure))
        .isEqualTo(
            """
            1_a.sql:3:1 [two-ways-back] this DOWN section and the file rollback_1_a.sql are both the way back
              3 | -- DOWN
                | ^
              fix: keep one of them\
            """);
  }

  @Test
  void two_files_with_one_version() {
    project.file("1_a.sql", "create table a ();").file("001_b.sql", "create table b ();");

    refuses(
        """
        1_a.sql [same-version] two files have version 1: 001_b.sql and 1_a.sql
          fix: rename one of them\
        """);
  }

  @Test
  void names_of_no_known_form_come_all_at_once() {
    project
        .file("setup.sql", "create table a ();")
        .file("V1__a.sql", "create table b ();")
        .file("2_b.down.sql", "drop table b;")
        .file("3_c.rollback.sql", "drop table b;")
        .file("rollback_9_x.sql", "drop table b;");

    refuses(
        """
        2_b.down.sql [other-tool] the name of this file is golang-migrate or sqlx's form, which is not read yet
          fix: name the file <version>_<description>.sql with -- UP and -- DOWN sections
        3_c.rollback.sql [other-tool] the name of this file is yoyo's form, which is not read yet
          fix: name the file <version>_<description>.sql with -- UP and -- DOWN sections
        V1__a.sql [other-tool] the name of this file is Flyway's form, which is not read yet
          fix: name the file <version>_<description>.sql with -- UP and -- DOWN sections
        setup.sql [file-name] the name of this file has no known form
          fix: name it <version>_<description>.sql, R_<description>.sql, rollback_<version>_<anything>.sql or seed_<description>.sql, or move it elsewhere
        rollback_9_x.sql [orphan-rollback] there is no migration of this version in the same folder
          fix: put the migration beside it, or remove this file\
        """);
  }

  @Test
  void markers_of_other_tools() {
    project.file("1_a.sql", "-- +goose Up\ncreate table a ();\n-- +goose Down\ndrop table a;\n");

    refuses(
        """
        1_a.sql:1:1 [other-tool] this is a marker of goose, which is not read yet
          1 | -- +goose Up
            | ^
          fix: name the file <version>_<description>.sql with -- UP and -- DOWN sections\
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-- Down Migration | node-pg-migrate",
        "---- create above / drop below ---- | tern",
        "-- rambler down | rambler",
        "-- !Downs | Play evolutions",
      })
  void a_way_back_of_another_tool_is_no_part_of_the_change(String marker, String tool) {
    project.file("1_a.sql", "create table a ();\n\n" + marker + "\ndrop table a;\n");

    Throwable failure = catchThrowable(() -> project.migrator().migrate());

    assertThat(project.shown(failure))
        .startsWith("1_a.sql:3:1 [other-tool] this is a marker of " + tool + ", ");
  }

  @Test
  void copy_data_without_an_end() {
    project.file("1_a.sql", "create table a (id int);\ncopy a from stdin;\n1\n2\n");

    refuses(
        """
        1_a.sql:2:1 [unfinished-copy] the data of this COPY does not end
          2 | copy a from stdin;
            | ^
          fix: end it with a line \\.\
        """);
  }

  @Test
  void transaction_commands_that_are_refused() {
    project.file("1_a.sql", "create table a ();\nrollback;\nprepare transaction 'x';\n");

    Throwable failure = catchThrowable(() -> project.migrator().migrate());
    assertThat(project.shown(failure))
        .contains("1_a.sql:2:1 [")
        .contains("1_a.sql:3:1 [")
        .contains("fix: ");
  }

  @Test
  void a_location_that_does_not_exist() {
    Throwable failure =
        catchThrowable(
            () ->
                project
                    .migrator(s -> s.locations("classpath:no/such", "file:" + folder + "/none"))
                    .migrate());

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            [no-location] the location classpath:no/such does not exist
              fix: create src/main/resources/no/such, or correct the location
            [no-location] the location file:none does not exist (none)
              fix: create the folder, or correct the location\
            """);
  }

  private Throwable connecting(String url, String user, String password) {
    return connecting(url, user, password, Duration.ZERO);
  }

  private Throwable connecting(String url, String user, String password, Duration retry) {
    project.file("1_a.sql", "create table a ();");
    Project other = new Project(folder, new DriverManagerDataSource(url, user, password));
    return catchThrowable(() -> other.migrator(s -> s.connectRetry(retry)).migrate());
  }

  @Test
  void no_database() {
    Throwable failure = connecting("jdbc:postgresql://127.0.0.1:1/none", "me", "hidden");

    assertThat(failure)
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessage(
            """
            [08001] no connection to the database: Connection to 127.0.0.1:1 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
              kept: everything as it was
              fix: see that the server runs and that host and port in the url are right\
            """);
  }

  @Test
  void a_host_that_does_not_exist_is_named() {
    Throwable failure = connecting("jdbc:postgresql://nowhere.invalid/none", "me", "hidden");

    assertThat(failure)
        .hasMessage(
            """
            [08001] no connection to the database: The connection attempt failed. Unknown host: nowhere.invalid
              kept: everything as it was
              fix: see that the server runs and that host and port in the url are right\
            """);
  }

  @Test
  void a_port_that_answers_with_nothing_says_so() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      Throwable failure =
          connecting(
              "jdbc:postgresql://127.0.0.1:%d/none?socketTimeout=1"
                  .formatted(silent.getLocalPort()),
              "me",
              "hidden");

      assertThat(failure)
          .hasMessage(
              """
              [08001] no connection to the database: The connection attempt failed. Read timed out
                kept: everything as it was
                fix: see that the server runs and that host and port in the url are right\
              """);
    }
  }

  @Test
  void a_database_that_does_not_exist() {
    Throwable failure =
        connecting(
            database.jdbcUrl().replace(database.name(), "nowhere"),
            database.username(),
            database.password());

    assertThat(failure)
        .hasMessage(
            """
            [3D000] no connection to the database: database "nowhere" does not exist
              kept: everything as it was
              fix: create the database, or correct its name in the url\
            """);
  }

  @Test
  void a_role_that_may_not_log_in_and_its_password_is_not_shown() {
    Throwable failure = connecting(database.jdbcUrl(), "nobody_knows", "hidden-secret");

    assertThat(failure).hasMessageContaining("[28").hasMessageContaining("nobody_knows");
    assertThat(failure.getMessage())
        .doesNotContain("hidden-secret")
        .contains("fix: correct user name and password, and see pg_hba.conf of the server");
  }

  @Test
  void a_role_that_is_not_to_be_had() {
    String user = Postgres.createRole("notmember", "");
    String other = Postgres.createRole("others", "");
    project.file("1_a.sql", "create table a ();");
    Project own = new Project(folder, database.dataSource(user, user));

    assertThat(catchThrowable(() -> own.migrator(s -> s.role("no one")).migrate()))
        .hasMessage(
            """
            [22023] role "no one" does not exist
              kept: everything as it was
              fix: correct migrations.role, or make the user that logs in a member of it: grant "no one" to …\
            """);
    assertThat(catchThrowable(() -> own.migrator(s -> s.role(other)).migrate()))
        .hasMessage(
            """
            [42501] permission denied to set role "%s"
              kept: everything as it was
              fix: correct migrations.role, or make the user that logs in a member of it: grant "%s" to …\
            """
                .formatted(other, other));
  }

  @Test
  void a_wrong_password_is_not_shown() {
    assumeTrue(
        "embedded".equals(System.getProperty("pg", "embedded")),
        "the server's pg_hba.conf is ours only where it is embedded");
    String user = Postgres.createRole("password", "");
    String rules = ask("select pg_read_file('pg_hba.conf')");
    String path = ask("show data_directory") + "/pg_hba.conf";
    write(path, "host all %s all scram-sha-256%n%s".formatted(user, rules));
    try {
      Throwable failure = connecting(database.jdbcUrl(), user, "hidden-secret");

      assertThat(failure)
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessage(
              """
              [28P01] no connection to the database: password authentication failed for user "%s"
                kept: everything as it was
                fix: correct user name and password, and see pg_hba.conf of the server\
              """
                  .formatted(user));
    } finally {
      write(path, rules);
    }
  }

  private String ask(String sql) {
    return database.jdbc().sql(sql).query(String.class).single();
  }

  /** As the server, whose file it is. */
  private void write(String path, String rules) {
    database
        .jdbc()
        .sql(
            "do $$ begin execute format('copy (select unnest(string_to_array(%%L, E''\\n''))) to %%L', %s, %s); end $$"
                .formatted(Sql.literal(rules), Sql.literal(path)))
        .update();
    ask("select pg_reload_conf()::text");
    ask("select pg_sleep(0.3)::text");
  }

  @Test
  void ssl_that_the_server_does_not_have() {
    Throwable failure =
        connecting(
            database.jdbcUrl() + (database.jdbcUrl().contains("?") ? "&" : "?") + "sslmode=require",
            database.username(),
            database.password());

    assertThat(failure)
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("SSL")
        .hasMessageContaining("fix: the server and sslmode do not agree");
  }

  @Test
  void a_data_source_that_throws_or_gives_nothing_says_so() {
    assertThat(
            connecting(
                dataSource(
                    () -> {
                      throw new IllegalStateException("no tenant in this thread");
                    })))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessage(
            """
            [no-connection] no connection to the database: no tenant in this thread
              kept: everything as it was
              fix: see why the DataSource gives none; one that chooses a database by request or by \
            tenant has neither here: give one that leads to a single database\
            """);
    assertThat(connecting(dataSource(() -> null)))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining(" gives null\n");
  }

  private Throwable connecting(DataSource dataSource) {
    project.file("1_a.sql", "create table a ();");
    Project other = new Project(folder, dataSource);
    return catchThrowable(() -> other.migrator(s -> s.connectRetry(Duration.ZERO)).migrate());
  }

  private static DataSource dataSource(Supplier<Connection> gives) {
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() {
        return gives.get();
      }

      @Override
      public Connection getConnection(String username, String password) {
        return gives.get();
      }
    };
  }

  @Test
  void a_password_before_the_host_is_not_shown() {
    Throwable failure = connecting("jdbc:postgresql://me:hidden@nowhere.invalid:1/app", "me", "");

    assertThat(failure)
        .hasMessage(
            """
            [08001] no connection to the database: The connection attempt failed. Unknown host: \
            ***@nowhere.invalid (give user and password apart, not before the host)
              kept: everything as it was
              fix: see that the server runs and that host and port in the url are right\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?sslmode=bogus | [22023] | Invalid sslmode value: bogus | correct sslmode: disable, allow",
        "?targetServerType=bogus | [22023] | Invalid targetServerType value: bogus | correct the"
            + " parameter in the url",
        "?connectTimeout=x | [22023] | must be an integer | correct the parameter in the url",
        "/x/y | [99999] | Unable to parse URL | correct the url, such as",
      })
  void a_url_that_the_driver_does_not_like_is_to_be_corrected_and_not_tried_again(
      String end, String code, String message, String fix) {
    Throwable failure =
        connecting("jdbc:postgresql://h:1/app" + end, "me", "", Duration.ofSeconds(2));

    assertThat(failure)
        .hasMessageStartingWith(code + " no connection to the database: ")
        .hasMessageContaining(message)
        .hasMessageContaining("fix: " + fix);
  }

  @Test
  void no_server_of_the_kind_that_the_url_asks_for() {
    Throwable failure =
        connecting(
            database.jdbcUrl()
                + (database.jdbcUrl().contains("?") ? "&" : "?")
                + "targetServerType=secondary",
            database.username(),
            database.password());

    assertThat(failure)
        .hasMessageContaining("Could not find a server with specified targetServerType: secondary")
        .hasMessageContaining("fix: set targetServerType=primary: migrations change the database");
  }

  @Test
  void a_missing_permission_names_the_grant() {
    String user = Postgres.createRole("denied", "");
    database.execute("revoke create on schema public from public"); // as it is since 15
    project.file("1_a.sql", "create table a ();");
    Project own = new Project(folder, database.dataSource(user, user));

    assertThat(catchThrowable(() -> own.migrator().migrate()))
        .hasMessage(
            """
            [42501] permission denied for schema public
              fix: grant create on schema "public" to "%s\"\
            """
                .formatted(user));
  }

  @Test
  void a_role_that_only_reads_by_default() {
    String user = Postgres.createRole("readonly", "superuser");
    database.execute("alter role %s set default_transaction_read_only = on".formatted(user));
    project.file("1_a.sql", "create table a ();");
    Project own = new Project(folder, database.dataSource(user, user));

    assertThat(catchThrowable(() -> own.migrator().migrate()))
        .hasMessage(
            """
            [read-only] transactions of %s are read only by default here
              kept: everything as it was
              fix: reset default_transaction_read_only where it is set (\\drds in psql), or: alter role %s set default_transaction_read_only = off\
            """
                .formatted(user, Sql.identifier(user)));
  }

  @Test
  void a_transaction_that_the_file_makes_read_only() {
    project.file(
        "1_a.sql",
        "create table a ();\nselect set_config('transaction_read_only', 'on', true);\n"
            + "create table b ();");

    refuses(
        """
        1_a.sql:3:1 [25006] cannot execute CREATE TABLE in a read-only transaction
          3 | create table b ();
            | ^
          kept: nothing of 1
          fix: remove what makes the transaction read only, or give the url of the primary server if this one is a standby, and run migrate again\
        """);
  }

  @Test
  void a_parameter_that_nobody_gives() {
    project.file("1_a.sql", "create table a (id int);\ninsert into a values ($1);");

    refuses(
        """
        1_a.sql:2:1 [08P01] bind message supplies 0 parameters, but prepared statement "" requires 1
          2 | insert into a values ($1);
            | ^
          kept: nothing of 1
          fix: write values instead of parameters such as $1, and run migrate again\
        """);
  }

  @Test
  void a_connection_of_the_servers_own_that_fails_is_not_ours() {
    project.file(
        "1_a.sql",
        "do $$ begin raise sqlstate '08001' using message = 'could not connect to server s'; end"
            + " $$;");

    refuses(
        """
        1_a.sql:1:1 [08001] could not connect to server s; in: PL/pgSQL function inline_code_block line 1 at RAISE
          1 | do $$ begin raise sqlstate '08001' using message = 'could not connect to server s'; end $$;
            | ^
          kept: nothing of 1
          fix: correct line 1 and run migrate again\
        """);
  }

  @Test
  void a_syntax_error_on_line_7_column_9_of_a_statement_that_starts_on_line_4() {
    project.file(
        "1_a.sql",
        """
        -- a file
        -- with 😀 before

        create table a (
          id int, -- 😀
          name text,
          note  unknown_type of
        );
        """);

    refuses(
        """
        1_a.sql:7:22 [42601] syntax error at or near "of"
          7 |   note  unknown_type of
            |                      ^
          kept: nothing of 1
          fix: correct line 7 and run migrate again\
        """);
    project.file(
        "1_a.sql",
        "-- 😀\n\n\ncreate table a (\n  id int, -- 😀\n  b text,\n  note  😀😀 'x'\n);\n");
    refuses(
        """
        1_a.sql:7:12 [42601] syntax error at or near "'x'"
          7 |   note  😀😀 'x'
            |              ^
          kept: nothing of 1
          fix: correct line 7 and run migrate again\
        """);
    project.file("1_a.sql", "\n\n\ncreate table a (\n  id int,\n  b text,\n        'x' int\n);\n");
    refuses(
        """
        1_a.sql:7:9 [42601] syntax error at or near "'x'"
          7 |         'x' int
            |         ^
          kept: nothing of 1
          fix: correct line 7 and run migrate again\
        """);
  }

  @Test
  void bytes_that_are_not_utf_8() {
    project.bytes("1_a.sql", "select 'gr\u00FC\u00DFe';".getBytes(StandardCharsets.ISO_8859_1));

    refuses(
        """
        1_a.sql:1:11 [not-utf-8] the file is not UTF-8: byte 0xFC
          1 | select 'gr\uFFFD
            |           ^
          fix: save the file as UTF-8\
        """);
  }

  @Test
  void an_empty_file_and_one_with_only_comments() {
    project.file("1_a.sql", "").file("2_b.sql", "-- nothing yet\n/* really */\n");

    refuses(
        """
        1_a.sql [empty-file] 1 holds no statement
          fix: write the change, or a line -- UP if it is to do nothing
        2_b.sql [empty-file] 2 holds no statement
          fix: write the change, or a line -- UP if it is to do nothing\
        """);
  }

  @Test
  void a_statement_without_transaction_between_begin_and_commit() {
    project.file("1_a.sql", "begin;\nvacuum;\ncommit;\n");

    refuses(
        """
        1_a.sql:2:1 [in-transaction] PostgreSQL refuses this statement in a transaction, and BEGIN stands on line 1
          2 | vacuum;
            | ^
          fix: put COMMIT before it, or leave BEGIN and COMMIT out\
        """);
  }

  @Test
  void settings_that_the_driver_cannot_live_with() {
    project.file(
        "1_a.sql",
        """
        set client_encoding = 'LATIN1';
        set names 'WIN1252';
        set datestyle to german, ymd;
        set client_encoding = 'UTF8';
        set datestyle = 'ISO, DMY';
        """);

    refuses(
        """
        1_a.sql:1:1 [client-setting] the file is read and sent as UTF-8, whatever it was written in
          1 | set client_encoding = 'LATIN1';
            | ^
          fix: remove this line, and save the file as UTF-8
        1_a.sql:2:1 [client-setting] the file is read and sent as UTF-8, whatever it was written in
          2 | set names 'WIN1252';
            | ^
          fix: remove this line, and save the file as UTF-8
        1_a.sql:3:1 [client-setting] the driver needs dates in the style ISO
          3 | set datestyle to german, ymd;
            | ^
          fix: remove the style, and keep the order (DMY, MDY, YMD) if it is needed\
        """);
  }

  @Test
  void set_transaction_after_the_first_statement() {
    project.file("1_a.sql", "select 1;\nset transaction isolation level serializable;\n");

    refuses(
        """
        1_a.sql:2:1 [set-transaction] SET TRANSACTION comes after the first statement
          2 | set transaction isolation level serializable;
            | ^
          fix: put it right after BEGIN, or at the start of the section\
        """);
  }

  @Test
  void a_placeholder_without_a_value_is_named() {
    project.file("1_a.sql", "create table ${owner}.a ();");

    refuses(
        """
        1_a.sql:1:14 [42601] syntax error at or near "$"
          1 | create table ${owner}.a ();
            |              ^
          kept: nothing of 1
          fix: give migrations.placeholders.owner a value, or correct line 1 and run migrate again\
        """);
  }

  @Test
  void a_statement_that_ends_too_early() {
    project.file("1_a.sql", "select 1 +");

    refuses(
        """
        1_a.sql:1:11 [42601] syntax error at end of input
          1 | select 1 +
            |           ^
          kept: nothing of 1
          fix: correct line 1 and run migrate again\
        """);
  }

  @Test
  void values_of_placeholders_never_appear() {
    project.file("1_a.sql", "create role ${user} password '${secret}' foo;");

    Throwable failure =
        catchThrowable(
            () ->
                project
                    .migrator(
                        s -> s.placeholders(java.util.Map.of("user", "app", "secret", "s3cr3t!")))
                    .migrate());

    assertThat(failure.getMessage()).doesNotContain("s3cr3t!").contains("password '***' foo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "truncate migration_history;",
        "drop table migration_history;",
        "create schema other; alter table migration_history set schema other;"
      })
  void a_file_that_takes_away_the_history(String sql) {
    project.file("1_a.sql", sql);

    refuses(
        """
        [history-gone] the statements ran, but took away the history table or its rows
          kept: nothing of 1
          fix: let them leave it out (a DROP SCHEMA or TRUNCATE of everything does not), or put it into another schema with migrations.history-table, and run migrate again\
        """);
  }

  @Test
  void a_history_of_a_newer_format() {
    project.file("1_a.sql", "select 1;");
    project.migrator().migrate();
    database.execute("comment on table migration_history is 'pgmigrations history, format 2'");

    refuses(
        """
        [newer-history] the history table migration_history has format 2, this release knows 1
          kept: the table as it is
          fix: use the newer release\
        """);
  }

  @Test
  void a_table_of_that_name_that_is_no_history() {
    project.file("1_a.sql", "select 1;");
    database.execute("create table migration_history (version text)");

    refuses(
        """
        [no-history] the table migration_history is no history table
          fix: give another name in migrations.history-table\
        """);
  }
}
