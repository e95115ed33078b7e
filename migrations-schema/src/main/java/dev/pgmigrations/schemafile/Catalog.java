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

package dev.pgmigrations.schemafile;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is asked of the catalog beside what pgCodeKeeper asks. */
final class Catalog {

  /** One object needs another to be there. */
  record Dependency(ObjectName dependent, ObjectName needed) {}

  /** How a trigger calls its function. */
  record TriggerCall(String relation, String trigger, String call) {}

  private record EventTriggerCall(String trigger, String call) {}

  private record Owned(String sequence, String relation) {}

  private final JdbcClient jdbc;

  Catalog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What the server knows and a parser may miss. */
  List<Dependency> dependencies() {
    return jdbc.sql(CatalogQuery.text("dependencies.sql"))
        .query(
            (row, index) ->
                new Dependency(
                    ObjectName.identified(row.getString(1), withoutBrackets(row.getString(2))),
                    ObjectName.identified(row.getString(3), withoutBrackets(row.getString(4)))))
        .list();
  }

  /** An array comes with the type of its elements. */
  private static String withoutBrackets(String identity) {
    return identity.endsWith("[]") ? identity.substring(0, identity.length() - 2) : identity;
  }

  /** The table of each sequence that belongs to a column. */
  Map<String, String> ownedSequences() {
    return jdbc.sql(CatalogQuery.text("owned-sequences.sql")).query(Owned.class).list().stream()
        .collect(Collectors.toMap(Owned::sequence, Owned::relation));
  }

  /** What pgCodeKeeper writes wrongly, rightly. */
  List<TriggerCall> triggerCalls() {
    return jdbc.sql(CatalogQuery.text("trigger-calls.sql")).query(TriggerCall.class).list();
  }

  /** How each event trigger calls its function, by the trigger's name. */
  Map<String, String> eventTriggerCalls() {
    return jdbc
        .sql(CatalogQuery.text("event-trigger-calls.sql"))
        .query(EventTriggerCall.class)
        .list()
        .stream()
        .collect(Collectors.toMap(EventTriggerCall::trigger, EventTriggerCall::call));
  }

  /**
   * What is in the database and not in the text.
   *
   * @param written names of all that is in the text
   */
  List<String> notCovered(List<String> written, LeftOut leftOut) {
    Set<String> there = new HashSet<>(written);
    Set<String> lines =
        new TreeSet<>(jdbc.sql(CatalogQuery.text("not-covered.sql")).query(String.class).list());
    jdbc
        .sql(CatalogQuery.text("objects.sql"))
        .query((row, index) -> ObjectName.identified(row.getString(1), row.getString(2)))
        .stream()
        .filter(object -> !leftOut.contains(object.identity()))
        .map(ObjectName::toString)
        .filter(name -> !there.contains(name))
        .forEach(lines::add);
    if (jdbc.sql("select to_regnamespace('public') is null").query(Boolean.class).single()) {
      lines.add("that there is no schema public");
    }
    return List.copyOf(lines);
  }
}
