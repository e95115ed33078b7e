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

package dev.pgmigrations.execute;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.Severity;
import dev.pgmigrations.execute.IndexCatalog.Index;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes what a failed statement has left, as far as that is quickly done. */
final class Leftovers {

  /** A drop waits for every transaction that has touched the table; the next run can do it too. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JdbcClient jdbc;

  Leftovers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Drops INVALID indexes; tells of each whether it is gone. */
  List<Diagnostic> drop(Supplier<List<Index>> indexes) {
    List<Diagnostic> told = new ArrayList<>();
    try {
      Map<String, String> settings =
          Map.of(
              "statement_timeout", setting("statement_timeout"),
              "lock_timeout", setting("lock_timeout"));
      set(Map.of("statement_timeout", PATIENCE.toMillis() + "ms", "lock_timeout", "0"));
      try {
        dropAll(indexes.get(), told);
      } finally {
        set(settings);
      }
    } catch (DataAccessException e) {
      told.add(notFoundOut(e));
    }
    return told;
  }

  /** After one that does not go in time, the others are left to the next run. */
  private void dropAll(List<Index> indexes, List<Diagnostic> told) {
    for (Index index : indexes) {
      told.add(drop(index));
      if (told.get(told.size() - 1).severity() != Severity.NOTE) {
        return;
      }
    }
  }

  /** What {@code look} finds; a failure of its own is told, not thrown. */
  static List<Diagnostic> told(Supplier<Optional<Diagnostic>> look) {
    try {
      return look.get().map(List::of).orElse(List.of());
    } catch (DataAccessException e) {
      return List.of(notFoundOut(e));
    }
  }

  private static Diagnostic notFoundOut(DataAccessException e) {
    return Diagnostic.warning(
        "leftover-index",
        "whether something is left half done could not be found out: " + reason(e));
  }

  private Diagnostic drop(Index index) {
    try {
      jdbc.sql(index.drop()).update();
      return Diagnostic.note(
          "leftover-index", "the INVALID index %s of this try is dropped".formatted(index.shown()));
    } catch (DataAccessException e) {
      return Diagnostic.warning(
              "leftover-index",
              "the index %s stays INVALID: dropping it failed, %s"
                  .formatted(index.shown(), reason(e)))
          .fix(
              "run again: the next run drops it first; it slows down writes until then. By hand: "
                  + index.drop());
    }
  }

  private static String reason(DataAccessException e) {
    return Place.maskSecrets(String.valueOf(e.getMostSpecificCause().getMessage()));
  }

  private String setting(String name) {
    return jdbc.sql("select pg_catalog.current_setting(?)")
        .param(name)
        .query(String.class)
        .single();
  }

  private void set(Map<String, String> settings) {
    settings.forEach(
        (name, value) ->
            jdbc.sql("select pg_catalog.set_config(?, ?, false)")
                .params(name, value)
                .query(String.class)
                .single());
  }
}
