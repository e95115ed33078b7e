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

package dev.pgmigrations.testsupport;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Hands out databases on a real PostgreSQL server. There is one server for the whole JVM, started
 * when it is first needed; which one says the system property {@code pg}: {@code embedded} (the
 * default), {@code docker}, {@code docker:image}, or {@code
 * jdbc:postgresql://host:port/?user=postgres&password=…} of a superuser.
 */
public final class Postgres {

  /** Tells the databases and roles of this JVM from those of others on the same server. */
  private static final String RUN =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  private static final int SECONDS_TO_ANSWER = 10;

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** What a server that outlives this JVM is cleaned of, last made first. */
  private static final Deque<String> LEFT_BEHIND = new ConcurrentLinkedDeque<>();

  private static @Nullable Server server;
  private static @Nullable Connection connection;

  private Postgres() {}

  /** Makes an empty database that belongs to the superuser. */
  public static TestDatabase create() {
    return create(server().superuser());
  }

  /**
   * Makes an empty database that belongs to {@code owner}, so that the owner may do in it what it
   * likes.
   */
  public static TestDatabase create(String owner) {
    return createFrom("template0", owner);
  }

  /**
   * The usual template, 0, has the same content on every server and nobody can be connected to it.
   */
  static TestDatabase createFrom(String template, String owner) {
    String name = uniqueName("test");
    server().create(maintenance(), name, template, owner);
    leaveBehind("drop database if exists %s with (force)".formatted(name));
    return new TestDatabase(server(), name, Postgres::maintenance);
  }

  /**
   * Makes a role that may log in.
   *
   * @param prefix how its name begins
   * @param options more of {@code CREATE ROLE}, for instance {@code createdb in role
   *     pg_read_all_data}; may be empty
   * @return its name, which is its password as well
   */
  public static String createRole(String prefix, String options) {
    String name = uniqueName(prefix);
    maintenance()
        .execute("create role %s login password '%s' %s".formatted(quoted(name), name, options));
    leaveBehind("drop role if exists " + quoted(name));
    return name;
  }

  /** Makes a role with a name that a script demands. It stays on the server. */
  static void createRoleIfAbsent(String name) {
    maintenance()
        .execute(
            "do $$ begin create role %s; exception when duplicate_object or unique_violation then null; end $$"
                .formatted(quoted(name)));
  }

  /** The server's major version, for instance 18. */
  public static int majorVersion() {
    Integer number =
        maintenance()
            .queryForObject("select current_setting('server_version_num')::int", Integer.class);
    if (number == null) {
      throw new IllegalStateException("The server does not tell its version");
    }
    return number / 10_000;
  }

  static synchronized Server server() {
    Server running = server;
    if (running == null) {
      running = Server.of(System.getProperty("pg", "embedded"));
      server = running;
      if (!running.thrownAway()) {
        Runtime.getRuntime().addShutdownHook(new Thread(Postgres::cleanUp, "test-clean-up"));
      }
    }
    return running;
  }

  /**
   * Statements outside of every test database, in auto-commit, over one connection: a new one for
   * each would be most of what an empty database costs.
   */
  static synchronized JdbcTemplate maintenance() {
    try {
      Connection open = connection;
      if (open == null || !open.isValid(SECONDS_TO_ANSWER)) {
        open = server().maintenance().getConnection();
        connection = open;
      }
      return new JdbcTemplate(new SingleConnectionDataSource(open, true));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String uniqueName(String prefix) {
    return "%s_%s_%d".formatted(prefix, RUN, COUNTER.incrementAndGet());
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static void leaveBehind(String statement) {
    if (!server().thrownAway()) {
      LEFT_BEHIND.push(statement);
    }
  }

  private static void cleanUp() {
    for (String statement : LEFT_BEHIND) {
      try {
        maintenance().execute(statement);
      } catch (DataAccessException e) {
        System.err.println("Left behind on " + server() + ": " + e.getMessage());
      }
    }
  }
}
