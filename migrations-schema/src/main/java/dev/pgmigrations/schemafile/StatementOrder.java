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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultEdge;
import org.pgcodekeeper.core.model.difftree.DbObjType;
import org.pgcodekeeper.core.model.graph.DepcyGraph;
import org.pgcodekeeper.core.schema.AbstractDatabase;
import org.pgcodekeeper.core.schema.PgStatement;

/**
 * Puts statements by kind and name, each after those that it needs. pgCodeKeeper's own order
 * changes from run to run.
 */
final class StatementOrder {

  /** Event triggers last: they would fire for what comes after them. */
  private static final List<DbObjType> KINDS =
      List.of(
          DbObjType.SCHEMA,
          DbObjType.EXTENSION,
          DbObjType.FOREIGN_DATA_WRAPPER,
          DbObjType.SERVER,
          DbObjType.COLLATION,
          DbObjType.TYPE,
          DbObjType.DOMAIN,
          DbObjType.FTS_PARSER,
          DbObjType.FTS_TEMPLATE,
          DbObjType.FTS_DICTIONARY,
          DbObjType.FTS_CONFIGURATION,
          DbObjType.FUNCTION,
          DbObjType.PROCEDURE,
          DbObjType.AGGREGATE,
          DbObjType.OPERATOR,
          DbObjType.CAST,
          DbObjType.SEQUENCE,
          DbObjType.TABLE,
          DbObjType.VIEW,
          DbObjType.CONSTRAINT,
          DbObjType.INDEX,
          DbObjType.STATISTICS,
          DbObjType.RULE,
          DbObjType.TRIGGER,
          DbObjType.POLICY,
          DbObjType.EVENT_TRIGGER);

  private static final Comparator<PgStatement> BY_KIND_AND_NAME =
      Comparator.<PgStatement>comparingInt(StatementOrder::rank)
          .thenComparing(PgStatement::getQualifiedName);

  private final Graph<PgStatement, DefaultEdge> graph;
  private final Map<PgStatement, Integer> missing = new HashMap<>();
  private final PriorityQueue<PgStatement> ready = new PriorityQueue<>(BY_KIND_AND_NAME);

  private StatementOrder(AbstractDatabase database, List<Catalog.Dependency> further) {
    graph = new DepcyGraph(database, true).getGraph();
    graph.vertexSet().stream()
        .filter(AbstractDatabase.class::isInstance)
        .toList()
        .forEach(graph::removeVertex);
    add(further);
  }

  /** All that can be created in {@code database}. */
  static List<PgStatement> of(AbstractDatabase database, List<Catalog.Dependency> further) {
    return new StatementOrder(database, further).ordered();
  }

  private static int rank(PgStatement statement) {
    int rank = KINDS.indexOf(statement.getStatementType());
    return rank < 0 ? KINDS.size() : rank;
  }

  /** What the server knows of dependencies, where a body could not be parsed, say. */
  private void add(List<Catalog.Dependency> further) {
    Map<ObjectName, PgStatement> byName = new HashMap<>();
    graph.vertexSet().forEach(statement -> byName.put(ObjectName.of(statement), statement));
    for (Catalog.Dependency dependency : further) {
      PgStatement dependent = byName.get(dependency.dependent());
      PgStatement needed = byName.get(dependency.needed());
      if (dependent != null && needed != null && !dependent.equals(needed)) {
        graph.addEdge(dependent, needed);
      }
    }
  }

  private List<PgStatement> ordered() {
    for (PgStatement statement : graph.vertexSet()) {
      int needs = graph.outDegreeOf(statement);
      missing.put(statement, needs);
      if (needs == 0) {
        ready.add(statement);
      }
    }
    List<PgStatement> ordered = new ArrayList<>();
    while (!missing.isEmpty()) {
      PgStatement next = ready.isEmpty() ? leastOfACycle() : ready.remove();
      if (missing.remove(next) != null) {
        ordered.add(next);
        release(next);
      }
    }
    return ordered;
  }

  private void release(PgStatement written) {
    for (DefaultEdge edge : graph.incomingEdgesOf(written)) {
      PgStatement dependent = graph.getEdgeSource(edge);
      Integer left = missing.computeIfPresent(dependent, (statement, needs) -> needs - 1);
      if (left != null && left == 0) {
        ready.add(dependent);
      }
    }
  }

  /** Bodies of functions are not checked, so a function may come before what it uses. */
  private PgStatement leastOfACycle() {
    TreeSet<PgStatement> left = new TreeSet<>(BY_KIND_AND_NAME);
    left.addAll(missing.keySet());
    return left.stream()
        .filter(
            statement -> statement.getStatementType().in(DbObjType.FUNCTION, DbObjType.PROCEDURE))
        .findFirst()
        .orElseGet(left::first);
  }
}
