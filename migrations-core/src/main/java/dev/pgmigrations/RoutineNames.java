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

import dev.pgmigrations.history.Sql;
import dev.pgmigrations.plan.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which routine a statement means: of several with one name, the types of the arguments tell.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-dropfunction.html">PostgreSQL, DROP
 *     FUNCTION: modes and names of arguments may be written, and those of OUT are not counted</a>
 */
final class RoutineNames {

  private static final String CANDIDATES =
      """
      select p.oid::text as oid, pg_catalog.array_to_string(p.proargtypes, ' ') as types
      from pg_catalog.pg_proc p where p.proname = ?
        and case when ?::text is null then pg_catalog.pg_function_is_visible(p.oid)
          else p.pronamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = ?) end\
      """;

  private static final Pattern MODE =
      Pattern.compile("^(?:in out|inout|in|variadic) ", Pattern.CASE_INSENSITIVE);

  private final JdbcClient jdbc;
  private final CatalogNames names;

  RoutineNames(JdbcClient jdbc, CatalogNames names) {
    this.jdbc = jdbc;
    this.names = names;
  }

  private record Candidate(String oid, List<String> types) {}

  /** The oid; empty where there is none, or the words do not say which. */
  Optional<String> find(Loss loss) {
    List<Candidate> candidates = candidates(loss.relation());
    if (candidates.size() > 1 && loss.arguments().isPresent()) {
      List<Set<String>> types = types(loss.arguments().get());
      candidates = candidates.stream().filter(one -> fits(one, types)).toList();
    }
    return candidates.size() == 1 ? Optional.of(candidates.get(0).oid()) : Optional.empty();
  }

  private List<Candidate> candidates(List<String> relation) {
    String name = relation.get(relation.size() - 1);
    if (relation.size() > 1) {
      return candidates(name, Optional.of(relation.get(relation.size() - 2)));
    }
    List<Candidate> own = names.schema().isPresent() ? candidates(name, names.schema()) : List.of();
    return own.isEmpty() ? candidates(name, Optional.empty()) : own;
  }

  private List<Candidate> candidates(String name, Optional<String> schema) {
    return jdbc.sql(CANDIDATES)
        .param(name)
        .param(schema.orElse(null))
        .param(schema.orElse(null))
        .query(
            (row, number) ->
                new Candidate(
                    row.getString("oid"),
                    Stream.of(row.getString("types").split(" "))
                        .filter(type -> !type.isEmpty())
                        .toList()))
        .list();
  }

  private static boolean fits(Candidate candidate, List<Set<String>> types) {
    if (candidate.types().size() != types.size()) {
      return false;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!types.get(i).contains(candidate.types().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** What each may mean; the first word is a name or belongs to the type. */
  private List<Set<String>> types(List<String> arguments) {
    List<Set<String>> types = new ArrayList<>();
    for (String argument : arguments) {
      if (!argument.toLowerCase(Locale.ROOT).startsWith("out ") && !argument.equals("*")) {
        String typed = MODE.matcher(argument).replaceFirst("");
        Set<String> meant = new TreeSet<>(type(typed));
        int space = typed.indexOf(' ');
        if (meant.isEmpty() && space > 0) {
          meant.addAll(type(typed.substring(space + 1)));
        }
        types.add(meant);
      }
    }
    return types;
  }

  /** In the schema that is migrated, and by the search path. */
  private List<String> type(String text) {
    return Stream.concat(
            names.schema().stream().map(schema -> Sql.identifier(schema) + "." + text),
            Stream.of(text))
        .flatMap(name -> oid(name).stream())
        .toList();
  }

  /** Before PostgreSQL 16 what is no type at all is an error. */
  private Optional<String> oid(String type) {
    try {
      return jdbc.sql("select pg_catalog.to_regtype(?)::oid::text")
          .param(type)
          .query(String.class)
          .optional();
    } catch (DataAccessException e) {
      return Optional.empty();
    }
  }
}
