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

package dev.pgmigrations.corpora;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.HistoryCorpus;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;

/** A corpus in native form in a folder, beside a database that its project would recognise. */
final class CorpusProject {

  /** Where the histories of these tests are: outside of what the files may see. */
  private static final String HISTORY = "public.migration_history";

  private static final String SUPABASE = "pgmigrations-supabase-storage";

  private final HistoryCorpus corpus;
  private final Path folder;
  private final TestDatabase database;
  private final DataSource dataSource;

  private CorpusProject(
      HistoryCorpus corpus, Path folder, TestDatabase database, DataSource dataSource) {
    this.corpus = corpus;
    this.folder = folder;
    this.database = database;
    this.dataSource = dataSource;
  }

  /** Writes the files, and makes in the database what the project's own platform makes. */
  static CorpusProject of(String name, Path folder, TestDatabase database) {
    return of(name, folder, database, database.dataSource());
  }

  /** The same, reached through {@code dataSource}. */
  static CorpusProject of(String name, Path folder, TestDatabase database, DataSource dataSource) {
    HistoryCorpus corpus = HistoryCorpus.orSkip(name);
    NativeForm.write(corpus, folder);
    corpus.preSql().ifPresent(database::execute);
    if (name.equals(SUPABASE)) {
      database.execute(
          "alter database %s set search_path = storage, public".formatted(database.name()));
    }
    return new CorpusProject(corpus, folder, database, dataSource);
  }

  HistoryCorpus corpus() {
    return corpus;
  }

  Path folder() {
    return folder;
  }

  Migrator migrator() {
    MigratorSettings settings =
        MigratorSettings.builder()
            .locations("file:" + folder)
            .schema(corpus.name().equals(SUPABASE) ? "storage" : null)
            .historyTable(HISTORY)
            .build();
    return new Migrator(settings, dataSource);
  }

  /** A message without the name of the temporary folder. */
  String shown(Throwable failure) {
    return String.valueOf(failure.getMessage()).replace(folder + "/", "");
  }

  /** What is in the database, without our history. */
  CatalogSnapshot snapshot() {
    return comparable(database.snapshotAgain(HISTORY));
  }

  /** What should be in it. */
  CatalogSnapshot expected(TestDatabase empty) {
    corpus.restoreExpectedSchema(empty);
    return comparable(empty.snapshot());
  }

  /** The dump was normalised, and that of Supabase has roles that only the platform makes. */
  private CatalogSnapshot comparable(CatalogSnapshot snapshot) {
    return switch (corpus.name()) {
      case "flyway-marquez" -> snapshot.withEmptyLinesFolded();
      case SUPABASE -> snapshot.withoutOwnersAndGrants();
      default -> snapshot;
    };
  }

  /** The rows of all tables that the corpus names. */
  Map<String, Long> rows() {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : corpus.expectedRows().keySet()) {
      rows.put(
          table, database.jdbc().sql("select count(*) from " + table).query(Long.class).single());
    }
    return rows;
  }

  /** The versions that are applied, smallest first. */
  List<Integer> applied() {
    SortedSet<Integer> versions =
        new TreeSet<>(
            database
                .jdbc()
                .sql(
                    "select version::int from %s where active and state = 'done' and kind = 'versioned'"
                        .formatted(HISTORY))
                .query(Integer.class)
                .list());
    return List.copyOf(versions);
  }
}
