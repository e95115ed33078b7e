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

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints what a clone costs beside a migration; asserts nothing. */
class CloneTimeTests {

  private static final int TABLES = 200;
  private static final int ROUNDS = 7;

  @TempDir Path folder;

  @Test
  void a_clone_of_200_tables_is_quicker_than_migrating_them() throws IOException {
    for (int i = 1; i <= TABLES; i++) {
      Files.writeString(
          folder.resolve(i + "_table.sql"),
          """
          create table t%1$d (id bigint generated always as identity primary key, a text not null, b timestamptz);
          create index t%1$d_a on t%1$d (a);
          """
              .formatted(i));
    }
    PostgresServer server = PostgresServer.embedded();
    MigratorSettings settings = MigratorSettings.builder().locations("file:" + folder).build();
    List<ScratchDatabase> migrated = new ArrayList<>();
    long migrating = median(() -> migrated.add(migrated(server, settings)));
    migrated.forEach(ScratchDatabase::close);
    server.cloneOf("cafe200", "template0", template -> migrate(template, settings)).close();
    List<ScratchDatabase> clones = new ArrayList<>();
    long cloning =
        median(() -> clones.add(server.cloneOf("cafe200", "template0", CloneTimeTests::never)));
    Iterator<ScratchDatabase> each = clones.iterator();
    long dropping = median(() -> each.next().close());

    System.out.printf(
        "%d tables with 2 indexes each: migrating %d ms, cloning %d ms, dropping %d ms%n",
        TABLES, migrating, cloning, dropping);
    assertThat(cloning).isLessThan(migrating);
  }

  private static void never(DataSource template) {
    throw new IllegalStateException("the template is there");
  }

  /** A database that is made and migrated, as a test would have it without a template. */
  private static ScratchDatabase migrated(PostgresServer server, MigratorSettings settings) {
    ScratchDatabase database = server.create();
    migrate(database.dataSource(), settings);
    return database;
  }

  private static void migrate(DataSource dataSource, MigratorSettings settings) {
    new Migrator(settings, dataSource, List.of()).migrate();
  }

  private static long median(Runnable work) {
    return LongStream.range(0, ROUNDS)
        .map(
            round -> {
              long start = System.nanoTime();
              work.run();
              return (System.nanoTime() - start) / 1_000_000;
            })
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }
}
