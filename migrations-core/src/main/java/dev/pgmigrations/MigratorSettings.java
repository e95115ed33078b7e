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

import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.history.TableName;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Policies;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.source.Location;
import dev.pgmigrations.watch.WatchSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Migrator} works; valid once it exists.
 *
 * @param locations of the files; {@code classpath:db/migrations} by default
 * @param seedLocations of further seed files; none by default
 * @param schema into which unqualified names go, made if absent; by default the one of the history,
 *     or the first of the connection's search path
 * @param historyTable {@code migration_history} by default; in {@code schema} unless it has its own
 * @param role to migrate as; by default the one that is logged in
 * @param placeholders none by default, and then nothing is replaced
 * @param initSql run at the start of each migration
 * @param lockTimeout how long to wait for another run, or for who has locked the history table; by
 *     default as long as they live
 * @param lockStrategy what keeps a second run away; the session's lock by default
 * @param retry of units that do not get their locks; ten tries by default
 * @param connectRetry how long to try to connect; 30 s by default
 * @param watch what a second connection may look at; everything by default
 * @param policies for differences between files and history
 * @param baseline what an existing database without a history counts as having; none by default
 * @param javaMigrations beside the files; none by default
 * @param application name in {@code pg_stat_activity} and in the history; {@code pgmigrations}
 * @param target a name for events, where one application has several; {@code default}
 */
public record MigratorSettings(
    List<Location> locations,
    List<Location> seedLocations,
    Optional<String> schema,
    TableName historyTable,
    Optional<String> role,
    Placeholders placeholders,
    List<String> initSql,
    Optional<Duration> lockTimeout,
    LockStrategy lockStrategy,
    RetrySchedule retry,
    Duration connectRetry,
    WatchSettings watch,
    Policies policies,
    Optional<Version> baseline,
    List<JavaMigration> javaMigrations,
    String application,
    String target) {

  /** Where files are looked for when nothing is said. */
  public static final String DEFAULT_LOCATION = "classpath:db/migrations";

  /** How long to try to connect when nothing is said. */
  public static final Duration DEFAULT_CONNECT_RETRY = Duration.ofSeconds(30);

  public MigratorSettings {
    locations = List.copyOf(locations);
    seedLocations = List.copyOf(seedLocations);
    initSql = List.copyOf(initSql);
    javaMigrations = List.copyOf(javaMigrations);
  }

  /** Everything by default. */
  public static MigratorSettings defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Takes settings as they were written; finds all that are wrong at once. */
  public static final class Builder {

    /** In bytes; a server that was built for longer ones is rare. */
    private static final int LONGEST_NAME = 63;

    private List<String> locations = List.of(DEFAULT_LOCATION);
    private List<String> seedLocations = List.of();
    private @Nullable String schema;
    private String historyTable = TableName.DEFAULT;
    private @Nullable String role;
    private Map<String, String> placeholders = Map.of();
    private List<String> initSql = List.of();
    private @Nullable Duration lockTimeout;
    private LockStrategy lockStrategy = LockStrategy.SESSION;
    private RetrySchedule retry = RetrySchedule.DEFAULT;
    private Duration connectRetry = DEFAULT_CONNECT_RETRY;
    private WatchSettings watch = WatchSettings.DEFAULT;
    private Policies policies = Policies.DEFAULT;
    private @Nullable String baseline;
    private List<JavaMigration> javaMigrations = List.of();
    private String application = "pgmigrations";
    private String target = "default";

    private Builder() {}

    /** Such as {@code classpath:db/migrations} or {@code file:/srv/migrations}; several at once. */
    public Builder locations(List<String> value) {
      locations = List.copyOf(value);
      return this;
    }

    /** The same, one by one. */
    public Builder locations(String... value) {
      return locations(List.of(value));
    }

    /** Further locations, of {@code seed_<description>.sql} files. */
    public Builder seedLocations(List<String> value) {
      seedLocations = List.copyOf(value);
      return this;
    }

    /** The first of the search path. */
    public Builder schema(@Nullable String value) {
      schema = value;
      return this;
    }

    /** {@code migration_history} or {@code admin.migration_history}. */
    public Builder historyTable(String value) {
      historyTable = value;
      return this;
    }

    /** The role to become. */
    public Builder role(@Nullable String value) {
      role = value;
      return this;
    }

    /** Names and values of {@code ${name}}. */
    public Builder placeholders(Map<String, String> value) {
      placeholders = Map.copyOf(value);
      return this;
    }

    /** Statements for the start of each migration. */
    public Builder initSql(List<String> value) {
      initSql = List.copyOf(value);
      return this;
    }

    /**
     * How long to wait for another run, or for who has locked the history table; zero tries once,
     * null waits as long as they live.
     */
    public Builder lockTimeout(@Nullable Duration value) {
      lockTimeout = value;
      return this;
    }

    /** What keeps a second run away. */
    public Builder lockStrategy(LockStrategy value) {
      lockStrategy = value;
      return this;
    }

    /** How a unit is tried again that does not get its locks. */
    public Builder retry(RetrySchedule value) {
      retry = value;
      return this;
    }

    /** How long to try to connect to a database that does not answer yet; zero tries once. */
    public Builder connectRetry(Duration value) {
      connectRetry = value;
      return this;
    }

    /** What a second connection may look at while a statement runs. */
    public Builder watch(WatchSettings value) {
      watch = value;
      return this;
    }

    /** What to do where files and history differ. */
    public Builder policies(Policies value) {
      policies = value;
      return this;
    }

    /** The version that an existing database without a history counts as having. */
    public Builder baseline(@Nullable String value) {
      baseline = value;
      return this;
    }

    /** Migrations in Java, beside the files. */
    public Builder javaMigrations(List<? extends JavaMigration> value) {
      javaMigrations = List.copyOf(value);
      return this;
    }

    /** The name in {@code pg_stat_activity} and in the history. */
    public Builder application(String value) {
      application = value;
      return this;
    }

    /** The name of what is migrated, for events. */
    public Builder target(String value) {
      target = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public MigratorSettings build() {
      List<String> wrong = new ArrayList<>();
      if (locations.isEmpty()) {
        wrong.add("locations are empty; give one, such as " + DEFAULT_LOCATION);
      }
      List<Location> places = parsed(locations, wrong);
      List<Location> seedPlaces = parsed(seedLocations, wrong);
      check(wrong, "history-table", () -> fitting(TableName.of(historyTable)));
      check(wrong, "placeholders", () -> Placeholders.of(placeholders));
      if (baseline != null) {
        String version = baseline;
        check(wrong, "baseline", () -> Version.of(version));
      }
      if (lockTimeout != null && lockTimeout.isNegative()) {
        wrong.add("lock.timeout is %s; give zero or more".formatted(lockTimeout));
      }
      if (connectRetry.isNegative()) {
        wrong.add("connect-retry is %s; give zero or more".formatted(connectRetry));
      }
      blank(schema, "schema", wrong);
      if (schema != null) {
        String name = schema;
        check(wrong, "schema", () -> fitting(name));
      }
      blank(role, "role", wrong);
      if (!wrong.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", wrong));
      }
      return new MigratorSettings(
          places,
          seedPlaces,
          Optional.ofNullable(schema),
          TableName.of(historyTable),
          Optional.ofNullable(role),
          Placeholders.of(placeholders),
          initSql,
          Optional.ofNullable(lockTimeout),
          lockStrategy,
          retry,
          connectRetry,
          watch,
          policies,
          baseline == null ? Optional.empty() : Optional.of(Version.of(baseline)),
          javaMigrations,
          application,
          target);
    }

    private static void fitting(TableName name) {
      name.schema().ifPresent(Builder::fitting);
      fitting(name.table());
    }

    /**
     * The server cuts what is longer, with no more than a notice: two tenants would have one
     * schema.
     *
     * @see <a
     *     href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS">PostgreSQL,
     *     4.1.1</a>
     */
    private static void fitting(String name) {
      int length = name.getBytes(StandardCharsets.UTF_8).length;
      if (length > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "'%s' has %s bytes; PostgreSQL keeps %s of a name"
                .formatted(name, length, LONGEST_NAME));
      }
    }

    private static void blank(@Nullable String value, String name, List<String> wrong) {
      if (value != null && value.isBlank()) {
        wrong.add(name + " is blank; give a name or leave it out");
      }
    }

    private static List<Location> parsed(List<String> texts, List<String> wrong) {
      List<Location> parsed = new ArrayList<>();
      for (String text : texts) {
        try {
          parsed.add(Location.of(text));
        } catch (IllegalArgumentException e) {
          wrong.add("locations: " + e.getMessage());
        }
      }
      return parsed;
    }

    private static void check(List<String> wrong, String name, Runnable parse) {
      try {
        parse.run();
      } catch (IllegalArgumentException e) {
        wrong.add(name + ": " + e.getMessage());
      }
    }
  }
}
