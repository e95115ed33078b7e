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

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.test.RoundTripReport.Finding;
import dev.pgmigrations.boot.test.RoundTripReport.Problem;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.history.TableName;
import dev.pgmigrations.migration.CodeBody;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.StatusReport.Standing;
import dev.pgmigrations.script.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One run of a {@link MigrationTester}. */
final class RoundTrips {

  /** The database that is worked in. */
  interface Place extends AutoCloseable {

    DataSource dataSource();

    /** Whether there is a new, empty one now. */
    boolean renew();

    @Override
    void close();
  }

  /** One that is given, and kept. */
  record OnePlace(DataSource dataSource) implements Place {

    @Override
    public boolean renew() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** As many as are needed. */
  static final class NewPlaces implements Place {

    private final PostgresServer server;
    private ScratchDatabase database;

    NewPlaces(PostgresServer server) {
      this.server = server;
      this.database = server.create();
    }

    @Override
    public DataSource dataSource() {
      return database.dataSource();
    }

    @Override
    public boolean renew() {
      database.close();
      database = server.create();
      return true;
    }

    @Override
    public void close() {
      database.close();
    }
  }

  /**
   * Above all others, so that none is ever the last: with the last version repeatables would run.
   */
  private record Never() implements JavaMigration {

    private static final Version LAST = Version.of("9".repeat(60));

    @Override
    public Version version() {
      return LAST;
    }

    @Override
    public String description() {
      return "never";
    }

    @Override
    public void up(JdbcClient jdbc) {
      throw new IllegalStateException("this is not to run");
    }
  }

  private final MigratorSettings settings;
  private final List<Migration> migrations;
  private final Place place;
  private final boolean wayBackRequired;
  private final boolean columnOrder;
  private final ClassLoader classLoader;
  private final TableName history;
  private final Set<String> madeSchemas;
  private final List<Version> checked = new ArrayList<>();
  private final List<Version> withoutWayBack = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  RoundTrips(
      MigratorSettings settings,
      MigrationSet files,
      Place place,
      boolean wayBackRequired,
      boolean columnOrder,
      ClassLoader classLoader) {
    this.settings = withoutRepeatables(settings);
    this.migrations = files.versioned();
    this.place = place;
    this.wayBackRequired = wayBackRequired;
    this.columnOrder = columnOrder;
    this.classLoader = classLoader;
    this.history = settings.historyTable().orIn(settings.schema());
    this.madeSchemas =
        Stream.of(settings.schema(), history.schema())
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
  }

  private static MigratorSettings withoutRepeatables(MigratorSettings settings) {
    List<JavaMigration> withLast = new ArrayList<>(settings.javaMigrations());
    withLast.add(new Never());
    return new MigratorSettings(
        settings.locations(),
        List.of(),
        settings.schema(),
        settings.historyTable(),
        settings.role(),
        settings.placeholders(),
        settings.initSql(),
        settings.lockTimeout(),
        settings.lockStrategy(),
        settings.retry(),
        settings.connectRetry(),
        settings.watch(),
        settings.policies(),
        Optional.empty(),
        withLast,
        settings.application(),
        settings.target());
  }

  RoundTripReport run() {
    refuseHistory();
    for (int i = 0; i < migrations.size(); i++) {
      Migration migration = migrations.get(i);
      Version version = migration.version().orElseThrow();
      if (!attempt(migration, version) && !rebuild(version) && !isApplied(version)) {
        return report(migrations.subList(i + 1, migrations.size()));
      }
    }
    return report(List.of());
  }

  private RoundTripReport report(List<Migration> untried) {
    return new RoundTripReport(
        checked,
        withoutWayBack,
        untried.stream().flatMap(m -> m.version().stream()).toList(),
        findings);
  }

  private void refuseHistory() {
    if (migrator().status().rows().stream().anyMatch(r -> r.standing() != Standing.PENDING)) {
      throw new IllegalArgumentException(
          "the database has a history %s already; give an empty one".formatted(history));
    }
  }

  /** Whether the database is now what UP alone would have made of it. */
  private boolean attempt(Migration migration, Version version) {
    SchemaSnapshot before = snapshot();
    if (!up(version, Problem.UP_FAILS)) {
      return false;
    }
    if (!hasWayBack(migration)) {
      withoutWayBack.add(version);
      if (wayBackRequired) {
        findings.add(new Finding(version, Problem.NO_WAY_BACK, "", ""));
      }
      return true;
    }
    SchemaSnapshot after = snapshot();
    int found = findings.size();
    checked.add(version);
    if (down(migration, version)) {
      compare(
          version,
          before.differencesTo(snapshot()),
          Problem.DOWN_LEAVES,
          Problem.DOWN_LOSES,
          Problem.DOWN_CHANGES);
      if (up(version, Problem.UP_AGAIN_FAILS)) {
        compare(
            version,
            after.differencesTo(snapshot()),
            Problem.UP_AGAIN_ADDS,
            Problem.UP_AGAIN_MISSES,
            Problem.UP_AGAIN_CHANGES);
      }
    }
    return findings.size() == found || (isApplied(version) && after.equals(snapshot()));
  }

  private boolean up(Version version, Problem problem) {
    return attempt(version, problem, () -> migrator().migrate(version));
  }

  private boolean down(Migration migration, Version version) {
    Set<String> confirmations =
        wayBack(migration).flatMap(down -> down.directives().confirm()).stream()
            .collect(Collectors.toSet());
    return attempt(
        version,
        Problem.DOWN_FAILS,
        () -> migrator().rollback(new Goal.RollbackOnly(version, confirmations)));
  }

  private boolean attempt(Version version, Problem problem, Runnable command) {
    try {
      command.run();
      return true;
    } catch (MigrationException e) {
      findings.add(new Finding(version, problem, "", text(e)));
      return false;
    }
  }

  private static String text(MigrationException failure) {
    return failure.diagnostics().stream()
        .map(d -> d.place() == null ? d.message() : "%s: %s".formatted(d.place(), d.message()))
        .collect(Collectors.joining("; "));
  }

  private static boolean hasWayBack(Migration migration) {
    return migration.body() instanceof CodeBody code
        ? code.down().isPresent()
        : wayBack(migration).isPresent();
  }

  private static Optional<Section> wayBack(Migration migration) {
    return migration.body() instanceof SqlBody sql ? sql.down() : Optional.empty();
  }

  private void compare(
      Version version,
      List<SchemaSnapshot.Difference> differences,
      Problem added,
      Problem missing,
      Problem changed) {
    for (SchemaSnapshot.Difference difference : differences) {
      String was = difference.before();
      String is = difference.after();
      if (was == null || is == null) {
        findings.add(new Finding(version, was == null ? added : missing, difference.object(), ""));
      } else {
        findings.add(
            new Finding(
                version, changed, difference.object(), "it was %s, and is %s".formatted(was, is)));
      }
    }
  }

  /** A new database at that version. */
  private boolean rebuild(Version version) {
    if (!place.renew()) {
      return false;
    }
    try {
      migrator().migrate(version);
      return true;
    } catch (MigrationException e) {
      return false; // As it did before: that is among the findings.
    }
  }

  private boolean isApplied(Version version) {
    return migrator().status().rows().stream()
        .anyMatch(
            row ->
                row.id().version().equals(Optional.of(version))
                    && row.standing() == Standing.APPLIED);
  }

  private SchemaSnapshot snapshot() {
    return SchemaSnapshot.of(place.dataSource(), history, madeSchemas, columnOrder);
  }

  private Migrator migrator() {
    return new Migrator(settings, place.dataSource(), List.of(), classLoader);
  }
}
