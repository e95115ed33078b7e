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
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.NativeFormat;
import dev.pgmigrations.plan.Policies;
import dev.pgmigrations.source.Location;
import dev.pgmigrations.source.MigrationSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.util.ClassUtils;

/**
 * Tries every way back: applies each version, runs its DOWN, applies it again, and compares the
 * schema before and after. Repeatables and seeds are not run; data is not compared.
 *
 * <pre>{@code
 * MigrationTester.on(PostgresServer.auto(), MigratorSettings.defaults()).run().assertClean();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class MigrationTester {

  private final MigratorSettings settings;
  private final Optional<DataSource> only;
  private final Optional<PostgresServer> server;
  private final boolean wayBackRequired;
  private final boolean columnOrder;

  private MigrationTester(
      MigratorSettings settings,
      Optional<DataSource> only,
      Optional<PostgresServer> server,
      boolean wayBackRequired,
      boolean columnOrder) {
    this.settings = settings;
    this.only = only;
    this.server = server;
    this.wayBackRequired = wayBackRequired;
    this.columnOrder = columnOrder;
  }

  /**
   * In databases of its own on {@code server}. After a version with findings it goes on with a new
   * one, so that one run finds all that is wrong.
   */
  public static MigrationTester on(PostgresServer server, MigratorSettings settings) {
    return new MigrationTester(settings, Optional.empty(), Optional.of(server), false, true);
  }

  /**
   * In one empty database, which has all versions afterwards. It stops where a version leaves that
   * database broken.
   */
  public static MigrationTester in(DataSource emptyDatabase, MigratorSettings settings) {
    return new MigrationTester(settings, Optional.of(emptyDatabase), Optional.empty(), false, true);
  }

  /** Every version must have a way back. */
  public MigrationTester requireWayBack() {
    return new MigrationTester(settings, only, server, true, columnOrder);
  }

  /**
   * The order of a table's columns does not count: what a DOWN adds again always comes last.
   * Otherwise it does.
   */
  public MigrationTester ignoreColumnOrder() {
    return new MigrationTester(settings, only, server, wayBackRequired, false);
  }

  /**
   * Tries them all.
   *
   * @throws dev.pgmigrations.diagnostic.MigrationException if the files cannot be read, or there
   *     are none and the policies do not allow that
   * @throws IllegalArgumentException if the database has a history already
   */
  public RoundTripReport run() {
    ClassLoader classLoader = Objects.requireNonNull(ClassUtils.getDefaultClassLoader());
    MigrationSet files =
        MigrationSet.read(
            MigrationSource.of(settings.locations(), classLoader),
            Optional.empty(),
            List.of(new NativeFormat()),
            settings.placeholders(),
            settings.javaMigrations().stream().map(JavaMigration::migration).toList());
    if (files.isEmpty() && settings.policies().empty() == Policies.Reaction.FAIL) {
      throw new SourceException(List.of(noFiles()));
    }
    try (RoundTrips.Place place =
        only.isPresent()
            ? new RoundTrips.OnePlace(only.get())
            : new RoundTrips.NewPlaces(server.orElseThrow())) {
      return new RoundTrips(settings, files, place, wayBackRequired, columnOrder, classLoader)
          .run();
    }
  }

  /** A test of nothing would succeed for ever. */
  private Diagnostic noFiles() {
    return Diagnostic.error("no-files", "no migration file was found in " + where())
        .fix("put <version>_<description>.sql there, or correct the location");
  }

  private String where() {
    return settings.locations().stream().map(Location::toString).collect(Collectors.joining(", "));
  }
}
