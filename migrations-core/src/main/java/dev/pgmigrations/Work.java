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

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.HistoryException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.execute.Database;
import dev.pgmigrations.execute.OwnerQuery;
import dev.pgmigrations.execute.Session;
import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.NativeFormat;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Planner;
import dev.pgmigrations.source.MigrationSource;
import dev.pgmigrations.watch.Watch;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What every command needs: files, history, session; put together in the same way for all. */
final class Work {

  /** Milliseconds; unknown to old servers, refused on some platforms. */
  private static final Map<String, String> WATCHFUL =
      Map.of("client_connection_check_interval", "1000", "tcp_user_timeout", "60000");

  private final MigratorSettings settings;
  private final DataSource dataSource;
  private final MigrationSource source;
  private final Optional<MigrationSource> seeds;
  private final List<MigrationListener> listeners;
  private final String runId = UUID.randomUUID().toString();

  Work(
      MigratorSettings settings,
      DataSource dataSource,
      List<MigrationListener> listeners,
      ClassLoader classLoader) {
    this.settings = settings;
    this.dataSource = dataSource;
    this.listeners = listeners;
    this.source = MigrationSource.of(settings.locations(), classLoader);
    this.seeds =
        settings.seedLocations().isEmpty()
            ? Optional.empty()
            : Optional.of(MigrationSource.of(settings.seedLocations(), classLoader));
  }

  MigratorSettings settings() {
    return settings;
  }

  String runId() {
    return runId;
  }

  Events events(MigrationListener... first) {
    List<MigrationListener> all = new ArrayList<>(List.of(first));
    all.addAll(listeners);
    return new Events(all);
  }

  MigrationSet files() {
    List<Migration> java = new ArrayList<>();
    for (JavaMigration migration : settings.javaMigrations()) {
      java.add(JavaMigration.migration(migration));
    }
    MigrationSet files =
        MigrationSet.read(
            source, seeds, List.of(new NativeFormat()), settings.placeholders(), java);
    prepareFor(files);
    return files;
  }

  /** Does in another thread what the first query will want, while this one connects. */
  private void prepareFor(MigrationSet files) {
    Thread ahead =
        new Thread(
            () -> {
              Database.loadClasses(dataSource);
              files.readAhead();
            },
            "pgmigrations-read-ahead");
    ahead.setDaemon(true);
    ahead.start();
  }

  Database open() {
    return Database.open(dataSource, settings.role(), settings.lockStrategy());
  }

  /** For a look at the history, which needs no connection of its own. */
  Database look() {
    Optional<Database> lent = spare();
    return lent.isPresent() ? lent.get() : open();
  }

  private Optional<Database> spare() {
    Optional<Connection> spare =
        dataSource instanceof SparingDataSource sparing && settings.role().isEmpty()
            ? sparing.spare()
            : Optional.empty();
    return spare.isPresent() ? Database.lent(dataSource, spare.get()) : Optional.empty();
  }

  /** Looks at what the session of {@code database} runs, where a second connection is to be had. */
  Watch watch(Database database, Place place, Events events) {
    return watch(database, place.facts().backend(), events);
  }

  /** The same. */
  Watch watch(Database database, int backend, Events events) {
    return settings.lockStrategy() == LockStrategy.SESSION && database.isDirect()
        ? Watch.on(dataSource, backend, settings.watch(), events)
        : Watch.none();
  }

  /**
   * The history as far as it is known; its schema is that where it was found.
   *
   * @param lockTimeout how long to wait where somebody has locked the table, if not for ever
   */
  HistoryTable.Reading read(Database database, Goal goal, Optional<Duration> lockTimeout) {
    boolean withDowns =
        goal instanceof Goal.Rollback
            || goal instanceof Goal.Clear
            || goal instanceof Goal.MarkUndone;
    return database.asRole(lockTimeout, () -> table().read(database.jdbc(), withDowns));
  }

  private HistoryTable table() {
    return new HistoryTable(
        settings.historyTable().orIn(settings.schema()), runId, settings.application());
  }

  Plan plan(
      MigrationSet files, HistoryTable.Reading reading, Optional<Version> baseline, Goal goal) {
    return new Planner(settings.policies(), settings.placeholders())
        .plan(
            new Planner.Input(
                files, source.description(), reading.history(), reading.schema(), baseline),
            goal);
  }

  /** The baseline to be recorded first: of a database that has objects, but no history. */
  Optional<Version> baseline(Database database, HistoryTable.Reading reading) {
    if (settings.baseline().isEmpty() || !reading.history().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> schema =
        settings.schema().isPresent() ? settings.schema() : database.facts().currentSchema();
    return schema.filter(database::hasObjects).isPresent() ? settings.baseline() : Optional.empty();
  }

  /**
   * Where things go, once something is to be written.
   *
   * @param table with its schema
   * @param session for each migration
   */
  record Place(HistoryTable table, Session session, Database.Facts facts) {}

  Place place(Database database, HistoryTable.Reading reading) {
    Database.Facts facts = database.facts();
    Optional<String> schema =
        settings
            .schema()
            .or(
                () ->
                    settings.historyTable().schema().isEmpty()
                        ? reading.schema().or(facts::currentSchema)
                        : Optional.empty());
    String historySchema =
        reading
            .schema()
            .or(() -> table().name().schema())
            .or(() -> schema)
            .orElseThrow(Work::noSchema);
    return new Place(table().in(historySchema), session(facts, schema), facts);
  }

  /**
   * The same with settings that end the backend soon after this process vanished, where there are.
   */
  static Place watchful(Place place, Database database) {
    Map<String, String> accepted = new LinkedHashMap<>();
    WATCHFUL.forEach(
        (name, value) -> {
          if (database.accepts(name, value)) {
            accepted.put(name, value);
          }
        });
    return new Place(place.table(), place.session().with(accepted), place.facts());
  }

  private Session session(Database.Facts facts, Optional<String> schema) {
    return new Session(
        facts.serverVersion(),
        settings.application(),
        schema.filter(name -> !isGivenBehindPooler(facts, name)),
        settings.role(),
        settings.initSql(),
        Map.of(),
        settings.lockStrategy());
  }

  /** Where nothing can be set for the session, what needs no setting is not asked for. */
  private boolean isGivenBehindPooler(Database.Facts facts, String schema) {
    return settings.lockStrategy() == LockStrategy.TRANSACTION
        && facts.currentSchema().equals(Optional.of(schema));
  }

  private static HistoryException noSchema() {
    return new HistoryException(
        List.of(
            Diagnostic.error("no-schema", "no schema of the search path exists")
                .kept("everything as it was")
                .fix("set migrations.schema, or create the schema")));
  }

  /** What is to be made before the first row, as far as it is absent. */
  List<String> creation(Database database, Place place, boolean tableExists) {
    List<String> sql = new ArrayList<>();
    String historySchema = place.table().name().schema().orElseThrow();
    if (!tableExists) {
      sql.addAll(place.table().creation(!database.hasSchema(historySchema)));
    }
    place
        .session()
        .schema()
        .filter(schema -> !schema.equals(historySchema) && !database.hasSchema(schema))
        .ifPresent(schema -> sql.add("create schema if not exists " + Sql.identifier(schema)));
    return sql;
  }

  /** Whose the objects are that the run has made. */
  OwnerQuery owners(Database database, Place place) {
    Database.Facts facts = place.facts();
    return new OwnerQuery(
        database.jdbc(),
        place.session().schema().or(facts::currentSchema),
        settings.role().orElse(facts.role()),
        facts.newestObject());
  }

  static void refuseReadOnly(Place place) {
    if (place.facts().readOnly()) {
      throw new DatabaseUnavailableException(
          List.of(
              (place.facts().standby() ? standby() : readOnly(place.facts().role()))
                  .kept("everything as it was")));
    }
  }

  private static Diagnostic standby() {
    return Diagnostic.error("read-only", "the server is read only, a standby perhaps")
        .fix(
            "give the url of the primary server, such as"
                + " jdbc:postgresql://host1,host2/db?targetServerType=primary");
  }

  /** By a setting of the role, the database or the server, or by an option of the connection. */
  private static Diagnostic readOnly(String role) {
    return Diagnostic.error(
            "read-only", "transactions of %s are read only by default here".formatted(role))
        .fix(
            "reset default_transaction_read_only where it is set (\\drds in psql), or: alter role %s"
                    .formatted(Sql.identifier(role))
                + " set default_transaction_read_only = off");
  }
}
