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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class PostgresServerTests {

  private final PostgresServer embedded = PostgresServer.embedded();

  @Test
  void of_two_that_build_a_template_at_once_the_first_wins_and_both_get_a_clone() {
    CountDownLatch bothBuild = new CountDownLatch(2);
    CompletableFuture<ScratchDatabase> one =
        CompletableFuture.supplyAsync(() -> clone(otherJvm(), bothBuild));
    try (ScratchDatabase first = clone(otherJvm(), bothBuild);
        ScratchDatabase second = one.join()) {
      assertThat(first.name()).isNotEqualTo(second.name());
      for (ScratchDatabase clone : List.of(first, second)) {
        assertThat(
                new JdbcTemplate(clone.dataSource())
                    .queryForObject("select count(*) from book", Long.class))
            .isZero();
      }
      assertThat(embedded.databases()).noneMatch(name -> name.startsWith("pgm_build_"));
    }
  }

  private static ScratchDatabase clone(PostgresServer server, CountDownLatch bothBuild) {
    return server.cloneOf(
        "cafe1",
        "template0",
        template -> {
          new JdbcTemplate(template).execute("create table book (id int)");
          bothBuild.countDown();
          try {
            bothBuild.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void a_later_run_on_a_lasting_server_finds_the_template() {
    AtomicInteger migrations = new AtomicInteger();
    for (int run = 0; run < 2; run++) {
      otherJvm().cloneOf("cafe2", "template0", template -> migrations.incrementAndGet()).close();
    }
    assertThat(migrations).hasValue(1);
  }

  @Test
  void what_killed_runs_left_on_a_lasting_server_is_dropped_after_a_day() {
    long now = Instant.now().getEpochSecond();
    String old = "pgm_test_%d_cafe_1".formatted(now - Duration.ofDays(2).toSeconds());
    String young = "pgm_test_%d_cafe_1".formatted(now);
    String used = "pgm_template_used";
    String unused = "pgm_template_unused";
    JdbcTemplate jdbc = new JdbcTemplate(embedded.dataSource("postgres"));
    for (String name : List.of(old, young, used, unused)) {
      jdbc.execute("create database %s template template0".formatted(name));
    }
    comment(jdbc, used, Instant.now());
    comment(jdbc, unused, Instant.now().minus(Duration.ofDays(8)));

    otherJvm().create().close();

    assertThat(embedded.databases()).contains(young, used).doesNotContain(old, unused);
    List.of(young, used).forEach(embedded::drop);
  }

  private static void comment(JdbcTemplate jdbc, String database, Instant used) {
    jdbc.execute(
        "comment on database %s is 'pgmigrations template, used %s'".formatted(database, used));
  }

  @Test
  void a_template_that_is_in_use_or_not_there_is_named() throws SQLException {
    PostgresServer server = PostgresServer.embedded();
    try (ScratchDatabase busy = server.create();
        Connection user = busy.dataSource().getConnection()) {
      assertThatThrownBy(() -> server.cloneOf("busy", busy.name(), template -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith("; end who is connected to its template " + busy);
      assertThat(user.isValid(1)).isTrue();
    }
    assertThatThrownBy(() -> server.cloneOf("none", "nobody", template -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("; its template nobody is not there");
  }

  @Test
  void a_user_who_may_not_create_databases_is_told_what_to_do() {
    JdbcTemplate jdbc = new JdbcTemplate(embedded.dataSource("postgres"));
    jdbc.execute("create role humble login password 'humble'");
    PostgresServer server = new PostgresServer(url(), "humble", "humble", false);

    assertThatThrownBy(server::create)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "no database for tests could be made on %s; give a user with CREATEDB, or another"
                + " server with migrations.test.server",
            server)
        .hasRootCauseMessage("ERROR: permission denied to create database");
    jdbc.execute("drop role humble");
  }

  @Test
  void the_url_of_the_application_comes_first_and_may_be_asked_for() {
    PostgresServer configured = otherJvm();

    assertThat(Servers.choose(ServerChoice.AUTO, () -> Optional.of(configured), "none"))
        .isSameAs(configured);
    assertThat(Servers.choose(ServerChoice.EMBEDDED, () -> Optional.of(configured), "none"))
        .isSameAs(embedded);
    assertThatThrownBy(() -> Servers.choose(ServerChoice.URL, Optional::empty, "none"))
        .hasMessage(
            "migrations.test.server is url, but the application has no jdbc:postgresql: url; set"
                + " spring.datasource.url");
  }

  /** The same server, as a JVM sees it that does not end with it. */
  private PostgresServer otherJvm() {
    return new PostgresServer(url(), "postgres", "postgres", false);
  }

  private String url() {
    DataSource any = embedded.dataSource("postgres");
    return ((org.postgresql.ds.PGSimpleDataSource) any).getURL();
  }
}
