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

import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.RunMode;
import dev.pgmigrations.boot.RunOn;
import dev.pgmigrations.boot.RunPolicy;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.plan.Policies.OutOfOrder;
import dev.pgmigrations.plan.Policies.Reaction;
import dev.pgmigrations.watch.WatchSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.Delimiter;

/**
 * What {@code migrations.*} says. Nothing has a default here, so that a target tells what it
 * inherits from what was said; the defaults are those of the core.
 *
 * @param enabled Whether to migrate at all. When false, no bean of the library is made.
 * @param runOn When to migrate: "ready" once the application is ready, "startup" before beans that
 *     use the database, "none" not by itself.
 * @param mode What to do then: "migrate", "validate" to fail if anything is pending, "wait" until
 *     somebody else has migrated.
 * @param waiting Waiting for somebody else to migrate.
 * @param gate Holding back what would use the database while it is migrated on ready.
 * @param parallel How many targets or tenants to migrate at a time. Each takes a connection.
 * @param continueOnFailure Whether to go on with other targets when one fails, and to fail at the
 *     end. By default only tenants do.
 * @param locations Folders of the migration files, with those below them; several, separated by
 *     commas. Prefix "classpath:" or "file:".
 * @param schema Schema that unqualified names go into and that holds the history. Made if absent.
 *     By default the first of the connection's search path.
 * @param historyTable Name of the history table, with its schema if that is another one:
 *     "admin.migration_history".
 * @param role Role to become before anything else. By default the one that is logged in.
 * @param to Version to migrate to. By default the latest. Quote it in YAML: 1.10 is a number there.
 * @param baseline Version that an existing database without a history counts as having. Quote it in
 *     YAML.
 * @param url Database to migrate, as jdbc:postgresql://, postgres:// or postgresql:// url. By
 *     default that of the application's DataSource.
 * @param username User to migrate as. By default that of the url or of the application's
 *     DataSource.
 * @param password Password of that user.
 * @param placeholders Values for ${name} in migration files. Names that are not given here are left
 *     as they are. In the environment "MIGRATIONS_PLACEHOLDERS_TABLE_OWNER" is ${table_owner}.
 * @param initSql Statements for the start of each migration.
 * @param lock Taking turns with other runs.
 * @param connectRetry How long to try to connect to a database that does not answer yet. Zero tries
 *     once.
 * @param retry Trying again what does not get its locks.
 * @param watch Looking at a statement while it runs, through a second connection.
 * @param outOfOrder What to do with a pending version below the latest applied one.
 * @param changed What to do when an applied file does something else now.
 * @param missing What to do when the file of an applied version is gone.
 * @param ahead What to do when the database knows versions above all files.
 * @param empty What to do when there is no migration file.
 * @param seeds Seed data.
 * @param production Whether to treat the database as one of production, where seeds are refused.
 * @param applicationName Name in pg_stat_activity and in the history. By default that of
 *     "spring.application.name", else "pgmigrations".
 * @param target Names of the targets that a command is about. By default all.
 * @param targets Several schemas or databases, by name. Each inherits what it does not say itself.
 *     When any is given, nothing else is migrated.
 * @param command What to do instead of starting the application, after which the process ends:
 *     "migrate", "status", "validate", "verify", "rollback", "dry-run", "help".
 * @param rollback What the commands "rollback" and "dry-run" undo.
 * @param failOnPending Whether to end the command "status" with exit code 3 when anything is
 *     pending.
 */
@ConfigurationProperties(prefix = MigrationsProperties.PREFIX, ignoreUnknownFields = false)
public record MigrationsProperties(
    @Nullable Boolean enabled,
    @Nullable RunOn runOn,
    @Nullable Mode mode,
    @Name("wait") @Nullable Wait waiting,
    @Nullable Gate gate,
    @Nullable Integer parallel,
    @Nullable Boolean continueOnFailure,
    @Nullable List<String> locations,
    @Nullable String schema,
    @Nullable String historyTable,
    @Nullable String role,
    @Nullable String to,
    @Nullable String baseline,
    @Nullable String url,
    @Nullable String username,
    @Nullable String password,
    @Nullable Map<String, String> placeholders,
    @Delimiter(Delimiter.NONE) @Nullable List<String> initSql,
    @Nullable Lock lock,
    @Nullable Duration connectRetry,
    @Nullable Retry retry,
    @Nullable Watch watch,
    @Nullable OutOfOrder outOfOrder,
    @Nullable Reaction changed,
    @Nullable Reaction missing,
    @Nullable Reaction ahead,
    @Nullable Reaction empty,
    @Nullable Seeds seeds,
    @Nullable Boolean production,
    @Nullable String applicationName,
    @Nullable Map<String, Target> targets,
    @Nullable Command command,
    @Nullable List<String> target,
    @Nullable Rollback rollback,
    @Nullable Boolean failOnPending) {

  public MigrationsProperties {
    placeholders = withUnderscores(placeholders);
  }

  static final String PREFIX = "migrations";

  static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

  static final Duration DEFAULT_ASYNC_TIMEOUT = Duration.ofMinutes(5);

  /** What a run does. */
  public enum Mode {
    /** Applies what is pending. */
    MIGRATE,
    /** Fails if anything is pending. */
    VALIDATE,
    /** Waits until somebody else has applied everything. */
    WAIT
  }

  /** What the process does instead of starting the application. */
  public enum Command {
    /** Applies what is pending. */
    MIGRATE,
    /** Shows what is applied and pending. */
    STATUS,
    /** Makes sure that files and history agree. */
    VALIDATE,
    /** Asks the VERIFY checks of what is applied. */
    VERIFY,
    /** Undoes what {@link Rollback} says. */
    ROLLBACK,
    /** Prints the SQL of a migrate or a rollback. */
    DRY_RUN,
    /** Says what is possible. */
    HELP;

    /** As the property says it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it may change anything. */
    public boolean changesTheDatabase() {
      return this == MIGRATE || this == ROLLBACK;
    }
  }

  /**
   * What a command undoes. One of them is to be given.
   *
   * @param steps How many versions to undo, the last applied first.
   * @param to Version down to which to undo; it stays. Quote it in YAML.
   * @param only Version to undo, whatever stands above it. Quote it in YAML.
   * @param all Whether to undo everything, repeatables too.
   * @param confirm Phrase that the way back of a migration asks for by "migrations:confirm". For
   *     several phrases "confirm[0]", "confirm[1]".
   */
  public record Rollback(
      @Nullable Integer steps,
      @Nullable String to,
      @Nullable String only,
      @Nullable Boolean all,
      @Delimiter(Delimiter.NONE) @Nullable List<String> confirm) {}

  /**
   * Waiting for somebody else to migrate.
   *
   * @param pollInterval How long to wait before asking the database again.
   * @param timeout How long to wait in all. By default without end.
   */
  public record Wait(@Nullable Duration pollInterval, @Nullable Duration timeout) {}

  /**
   * Holding back what would use the database while it is migrated on ready.
   *
   * @param allow Paths of requests that are answered all the same; patterns such as /public/**,
   *     separated by commas. Those of the actuator always are.
   * @param http Answering requests with 503.
   * @param scheduling Pausing the schedulers.
   * @param async Holding calls of Async methods.
   */
  public record Gate(
      @Nullable List<String> allow,
      @Nullable Http http,
      @Nullable Scheduling scheduling,
      @Nullable Async async) {

    boolean holdsAsync() {
      return async != null && Boolean.TRUE.equals(async.enabled);
    }

    /** How long at most. */
    Duration asyncTimeout() {
      return async == null || async.timeout == null ? DEFAULT_ASYNC_TIMEOUT : async.timeout;
    }

    boolean holdsHttp() {
      return http == null || !Boolean.FALSE.equals(http.enabled);
    }

    boolean holdsScheduling() {
      return scheduling == null || !Boolean.FALSE.equals(scheduling.enabled);
    }

    GatedHttp http(MigrationGate gate, ObjectProvider<GatedHttp.PassingPaths> passing) {
      return new GatedHttp(
          gate,
          () -> passing.stream().flatMap(paths -> paths.prefixes().stream()).toList(),
          Objects.requireNonNullElse(allow, List.of()),
          http == null || http.retryAfter == null
              ? GatedHttp.DEFAULT_RETRY_AFTER
              : http.retryAfter);
    }
  }

  /**
   * Answering requests with 503.
   *
   * @param enabled Whether to answer requests with 503 while a web application migrates on ready.
   * @param retryAfter When clients are told to try again.
   */
  public record Http(@Nullable Boolean enabled, @Nullable Duration retryAfter) {}

  /**
   * Pausing the schedulers.
   *
   * @param enabled Whether to pause the schedulers of Scheduled methods while the application
   *     migrates on ready.
   */
  public record Scheduling(@Nullable Boolean enabled) {}

  /**
   * Holding calls of Async methods.
   *
   * @param enabled Whether to hold calls of Async methods while the application migrates on ready.
   * @param timeout How long to hold them at most; then they go on, and a warning says so.
   */
  public record Async(@Nullable Boolean enabled, @Nullable Duration timeout) {}

  /**
   * Taking turns with other runs.
   *
   * @param timeout How long to wait for another run, or for who has locked the history table. Zero
   *     tries once. By default as long as they live.
   * @param strategy What keeps other runs away: "session", a lock of the session; "transaction", a
   *     lock of a transaction on a connection of its own, for a pooler in transaction mode.
   */
  public record Lock(@Nullable Duration timeout, @Nullable LockStrategy strategy) {

    Lock orFrom(Lock above) {
      return new Lock(first(timeout, above.timeout), first(strategy, above.strategy));
    }
  }

  /**
   * Trying again what does not get its locks.
   *
   * @param enabled Whether to try a migration again that did not get its locks. When false, it
   *     waits for them as long as it takes.
   * @param lockTimeouts How long each try waits for a lock; one value for each try, separated by
   *     commas.
   * @param firstPause How long to pause at most after the first try; doubled after each further
   *     one.
   * @param longestPause How long to pause at most after any try.
   */
  public record Retry(
      @Nullable Boolean enabled,
      @Nullable List<Duration> lockTimeouts,
      @Nullable Duration firstPause,
      @Nullable Duration longestPause) {

    Retry orFrom(Retry above) {
      return new Retry(
          first(enabled, above.enabled),
          first(lockTimeouts, above.lockTimeouts),
          first(firstPause, above.firstPause),
          first(longestPause, above.longestPause));
    }

    /**
     * As the core takes it.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    RetrySchedule schedule() {
      return RetrySchedule.of(
          !Boolean.FALSE.equals(enabled), lockTimeouts, firstPause, longestPause);
    }
  }

  /**
   * Looking at a statement while it runs, through a second connection.
   *
   * @param enabled Whether to look at long statements for their progress and for who blocks them.
   * @param statements Whether to show the texts of other sessions' statements.
   */
  public record Watch(@Nullable Boolean enabled, @Nullable Boolean statements) {

    Watch orFrom(Watch above) {
      return new Watch(first(enabled, above.enabled), first(statements, above.statements));
    }

    WatchSettings settings() {
      WatchSettings defaults = WatchSettings.DEFAULT;
      return new WatchSettings(
          Objects.requireNonNullElse(enabled, defaults.enabled()),
          Objects.requireNonNullElse(statements, defaults.statements()));
    }
  }

  /**
   * Seed data.
   *
   * @param enabled Whether to run new and changed seeds after migrating.
   * @param locations Folders of further seed files; several, separated by commas.
   * @param allowProduction Whether to run them also where "migrations.production" is true.
   */
  public record Seeds(
      @Nullable Boolean enabled,
      @Nullable List<String> locations,
      @Nullable Boolean allowProduction) {

    Seeds orFrom(Seeds above) {
      return new Seeds(
          first(enabled, above.enabled),
          first(locations, above.locations),
          first(allowProduction, above.allowProduction));
    }
  }

  /**
   * One of several schemas or databases. What it does not say it inherits, property by property.
   *
   * @param enabled Whether to migrate this target.
   * @param order Place among the targets; lower is earlier, and without one is last. Equals go by
   *     name.
   * @param after Names of targets that must be done before.
   * @param dataSource Name of the DataSource bean to migrate.
   * @param locations Folders of the migration files.
   * @param schema Schema that unqualified names go into and that holds the history.
   * @param historyTable Name of the history table.
   * @param role Role to become before anything else.
   * @param to Version to migrate to.
   * @param baseline Version that an existing database without a history counts as having.
   * @param url Database to migrate.
   * @param username User to migrate as.
   * @param password Password of that user.
   * @param placeholders Values for ${name} in migration files, added to those above.
   * @param initSql Statements for the start of each migration.
   * @param lock Taking turns with other runs.
   * @param connectRetry How long to try to connect to a database that does not answer yet.
   * @param retry Trying again what does not get its locks.
   * @param watch Looking at a statement while it runs.
   * @param outOfOrder What to do with a pending version below the latest applied one.
   * @param changed What to do when an applied file does something else now.
   * @param missing What to do when the file of an applied version is gone.
   * @param ahead What to do when the database knows versions above all files.
   * @param empty What to do when there is no migration file.
   * @param seeds Seed data.
   * @param production Whether to treat the database as one of production.
   * @param applicationName Name in pg_stat_activity and in the history.
   */
  public record Target(
      @Nullable Boolean enabled,
      @Nullable Integer order,
      @Nullable List<String> after,
      @Nullable String dataSource,
      @Nullable List<String> locations,
      @Nullable String schema,
      @Nullable String historyTable,
      @Nullable String role,
      @Nullable String to,
      @Nullable String baseline,
      @Nullable String url,
      @Nullable String username,
      @Nullable String password,
      @Nullable Map<String, String> placeholders,
      @Delimiter(Delimiter.NONE) @Nullable List<String> initSql,
      @Nullable Lock lock,
      @Nullable Duration connectRetry,
      @Nullable Retry retry,
      @Nullable Watch watch,
      @Nullable OutOfOrder outOfOrder,
      @Nullable Reaction changed,
      @Nullable Reaction missing,
      @Nullable Reaction ahead,
      @Nullable Reaction empty,
      @Nullable Seeds seeds,
      @Nullable Boolean production,
      @Nullable String applicationName) {

    public Target {
      placeholders = withUnderscores(placeholders);
    }

    /** Whether seeds are to be run, be it allowed or not. */
    boolean wantsSeeds() {
      return seeds != null && Boolean.TRUE.equals(seeds.enabled);
    }

    /** Whether they may be. */
    boolean mayBeSeeded() {
      return !Boolean.TRUE.equals(production)
          || (seeds != null && Boolean.TRUE.equals(seeds.allowProduction));
    }

    /** This, and from {@code above} what it does not say itself. */
    Target orFrom(Target above) {
      return new Target(
          enabled,
          order,
          after,
          dataSource,
          first(locations, above.locations),
          first(schema, above.schema),
          first(historyTable, above.historyTable),
          first(role, above.role),
          first(to, above.to),
          first(baseline, above.baseline),
          first(url, above.url),
          first(username, above.username),
          first(password, above.password),
          joined(above.placeholders, placeholders),
          first(initSql, above.initSql),
          lock == null || above.lock == null ? first(lock, above.lock) : lock.orFrom(above.lock),
          first(connectRetry, above.connectRetry),
          retry == null || above.retry == null
              ? first(retry, above.retry)
              : retry.orFrom(above.retry),
          watch == null || above.watch == null
              ? first(watch, above.watch)
              : watch.orFrom(above.watch),
          first(outOfOrder, above.outOfOrder),
          first(changed, above.changed),
          first(missing, above.missing),
          first(ahead, above.ahead),
          first(empty, above.empty),
          seeds == null || above.seeds == null
              ? first(seeds, above.seeds)
              : seeds.orFrom(above.seeds),
          first(production, above.production),
          first(applicationName, above.applicationName));
    }

    /** Without its values, some of which are secret. */
    @Override
    public String toString() {
      return "Target of migrations";
    }
  }

  /** What targets inherit, and what the only one is where none has a name. */
  Target top() {
    return new Target(
        null,
        null,
        null,
        null,
        locations,
        schema,
        historyTable,
        role,
        to,
        baseline,
        url,
        username,
        password,
        placeholders,
        initSql,
        lock,
        connectRetry,
        retry,
        watch,
        outOfOrder,
        changed,
        missing,
        ahead,
        empty,
        seeds,
        production,
        applicationName);
  }

  Gate effectiveGate() {
    return Objects.requireNonNullElse(gate, new Gate(null, null, null, null));
  }

  RunOn effectiveRunOn() {
    return Objects.requireNonNullElse(runOn, RunOn.READY);
  }

  /**
   * The mode, and how it goes over several targets.
   *
   * @throws MigrationsConfigurationException if that is wrong
   */
  public RunPolicy effectivePolicy() {
    return checked(
        "",
        () ->
            new RunPolicy(
                effectiveMode(),
                Objects.requireNonNullElse(parallel, RunPolicy.DEFAULT.parallel()),
                Optional.ofNullable(continueOnFailure)));
  }

  /**
   * The mode with what belongs to it.
   *
   * @throws MigrationsConfigurationException if that is wrong
   */
  RunMode effectiveMode() {
    return switch (Objects.requireNonNullElse(mode, Mode.MIGRATE)) {
      case MIGRATE -> new RunMode.Migrate();
      case VALIDATE -> new RunMode.Validate();
      case WAIT -> effectiveWait(Objects.requireNonNullElse(waiting, new Wait(null, null)));
    };
  }

  private static RunMode effectiveWait(Wait wait) {
    return checked(
        "wait.",
        () ->
            new RunMode.Wait(
                Objects.requireNonNullElse(wait.pollInterval, DEFAULT_POLL_INTERVAL),
                Optional.ofNullable(wait.timeout)));
  }

  private static <T> T checked(String below, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new MigrationsConfigurationException(
          List.of(
              Diagnostic.error("settings", PREFIX + "." + below + e.getMessage())
                  .fix("correct the property")),
          e);
    }
  }

  private static <T> @Nullable T first(@Nullable T own, @Nullable T inherited) {
    return own == null ? inherited : own;
  }

  /**
   * What is TABLE_OWNER in the environment Spring Boot calls table.owner, and a file table_owner.
   */
  private static @Nullable Map<String, String> withUnderscores(
      @Nullable Map<String, String> given) {
    if (given == null) {
      return null;
    }
    Map<String, String> all = new LinkedHashMap<>(given);
    given.forEach((name, value) -> all.putIfAbsent(name.replace('.', '_'), value));
    return all;
  }

  private static @Nullable Map<String, String> joined(
      @Nullable Map<String, String> above, @Nullable Map<String, String> own) {
    if (above == null || own == null) {
      return first(own, above);
    }
    Map<String, String> joined = new LinkedHashMap<>(above);
    joined.putAll(own);
    return joined;
  }

  /** Without its values, some of which are secret. */
  @Override
  public String toString() {
    return "Properties of migrations";
  }
}
