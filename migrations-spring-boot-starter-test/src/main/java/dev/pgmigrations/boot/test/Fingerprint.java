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
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.NativeFormat;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.script.Sha256;
import dev.pgmigrations.source.Location;
import dev.pgmigrations.source.MigrationSource;
import dev.pgmigrations.source.SourceFile;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.aop.support.AopUtils;

/**
 * What decides how a migrated database looks: the texts of all files, the code of migrations in
 * Java, and the settings.
 */
final class Fingerprint {

  private static final int LENGTH = 24;

  private final ClassLoader classLoader;
  private final MessageDigest digest = Sha256.start();

  private Fingerprint(ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  /** Letters and digits, equal for what gives equal databases. */
  static String of(List<MigrationTarget> targets, String from, ClassLoader classLoader) {
    Fingerprint fingerprint = new Fingerprint(classLoader);
    fingerprint.add(from);
    fingerprint.add(String.valueOf(MigrationTarget.class.getPackage().getImplementationVersion()));
    targets.forEach(fingerprint::add);
    return HexFormat.of().formatHex(fingerprint.digest.digest()).substring(0, LENGTH);
  }

  private void add(MigrationTarget target) {
    add(target.settings());
    add(target.to());
    add(target.seeds());
    MigrationSource files = MigrationSource.of(target.settings().locations(), classLoader);
    Optional<MigrationSource> seeds = seeds(target.settings().seedLocations());
    addFiles(files);
    seeds.ifPresent(this::addFiles);
    MigrationSet.read(
            files, seeds, List.of(new NativeFormat()), target.settings().placeholders(), List.of())
        .all()
        .forEach(this::addIncluded);
  }

  private Optional<MigrationSource> seeds(List<Location> locations) {
    return locations.isEmpty()
        ? Optional.empty()
        : Optional.of(MigrationSource.of(locations, classLoader));
  }

  private void add(MigratorSettings settings) {
    add(settings.locations());
    add(settings.seedLocations());
    add(settings.schema());
    add(settings.historyTable());
    add(settings.role());
    for (String name : new TreeSet<>(settings.placeholders().names())) {
      add(name);
      add(String.valueOf(settings.placeholders().value(name)));
    }
    add(settings.initSql());
    add(settings.policies());
    add(settings.baseline());
    settings.javaMigrations().forEach(this::add);
  }

  private void add(JavaMigration migration) {
    add(migration.version());
    Class<?> type = AopUtils.getTargetClass(migration);
    add(type.getName());
    ClassFiles.of(type)
        .forEach(
            (name, content) -> {
              add(name);
              digest.update(content);
            });
  }

  private void addFiles(MigrationSource source) {
    for (SourceFile file : source.files()) {
      add(file.text());
    }
  }

  /** Included files need not be among those that were found: their names may end in anything. */
  private void addIncluded(Migration migration) {
    if (migration.body() instanceof SqlBody sql && mayInclude(sql.source())) {
      sql.script().includes().forEach(this::add);
    }
  }

  private static boolean mayInclude(SourceText text) {
    try (Reader reader = text.open()) {
      int before = 0;
      for (int c = reader.read(); c >= 0; before = c, c = reader.read()) {
        if (before == '\\' && c == 'i') {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(SourceText text) {
    add(text.name());
    char[] buffer = new char[1 << 13];
    try (Reader reader = text.open()) {
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        for (int i = 0; i < count; i++) {
          digest.update((byte) (buffer[i] >> Byte.SIZE));
          digest.update((byte) buffer[i]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Object value) {
    byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}
