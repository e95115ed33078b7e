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

import dev.pgmigrations.history.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a database consists of at one time, as its server describes it; without owners. */
final class SchemaSnapshot {

  private static final String QUERY = query();

  /** An object by its name, such as {@code index public.orders_idx}. */
  private record Entry(String definition, @Nullable String parent) {}

  private record Row(String name, @Nullable String parent, String definition) {}

  private final SortedMap<String, Entry> entries;

  private SchemaSnapshot(SortedMap<String, Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads the catalogs.
   *
   * @param history left out, with all that hangs on it; so are the schemas that a migrator makes
   * @param columnOrder whether the place of a column in its table counts
   */
  static SchemaSnapshot of(
      DataSource dataSource, TableName history, Set<String> madeSchemas, boolean columnOrder) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    List<Row> rows =
        new TransactionTemplate(new JdbcTransactionManager(dataSource))
            .execute(
                status -> {
                  // The planner takes it for expensive, and would compile it for seconds.
                  jdbc.sql("set local jit = off").update();
                  jdbc.sql("set local search_path = ''").update();
                  return jdbc.sql(QUERY)
                      .param("table", history.table())
                      .param("schema", history.schema().orElse(null), java.sql.Types.VARCHAR)
                      .query(Row.class)
                      .list();
                });
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (Row row : Objects.requireNonNull(rows)) {
      String definition =
          columnOrder ? row.definition() : row.definition().replaceFirst("^column \\d+: ", "");
      entries.put(row.name(), new Entry(definition, row.parent()));
    }
    madeSchemas.forEach(schema -> entries.remove("schema " + schema));
    return new SchemaSnapshot(entries);
  }

  /** How one object differs between two snapshots. */
  record Difference(String object, @Nullable String before, @Nullable String after) {}

  /**
   * What is in one of the two only, or in both with another definition. What belongs to an object
   * that is in one of the two only is not named apart.
   */
  List<Difference> differencesTo(SchemaSnapshot after) {
    Set<String> names = new TreeSet<>(entries.keySet());
    names.addAll(after.entries.keySet());
    return names.stream()
        .map(name -> difference(name, after))
        .filter(d -> !Objects.equals(d.before(), d.after()))
        .filter(d -> !isPart(d, after))
        .toList();
  }

  private Difference difference(String name, SchemaSnapshot after) {
    Entry here = entries.get(name);
    Entry there = after.entries.get(name);
    return new Difference(
        name, here == null ? null : here.definition(), there == null ? null : there.definition());
  }

  private boolean isPart(Difference difference, SchemaSnapshot after) {
    Entry entry = entries.get(difference.object());
    String parent =
        entry == null
            ? Objects.requireNonNull(after.entries.get(difference.object())).parent()
            : entry.parent();
    return parent != null && entries.containsKey(parent) != after.entries.containsKey(parent);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchemaSnapshot that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** The objects, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      text.append(entry.getKey()).append(": ").append(entry.getValue().definition()).append('\n');
    }
    return text.toString();
  }

  private static String query() {
    try (InputStream in = SchemaSnapshot.class.getResourceAsStream("snapshot.sql")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
