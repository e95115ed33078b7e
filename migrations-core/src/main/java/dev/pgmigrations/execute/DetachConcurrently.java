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
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code ALTER TABLE … DETACH PARTITION … CONCURRENTLY}: interrupted, it leaves the partition half
 * detached; to repeat it is an error, it has to be finished by {@code FINALIZE}.
 */
final class DetachConcurrently implements Concurrently {

  private final String sql;
  private final String parent;
  private final String partition;

  private DetachConcurrently(String sql, String parent, String partition) {
    this.sql = sql;
    this.parent = parent;
    this.partition = partition;
  }

  static Optional<DetachConcurrently> of(String sql) {
    StatementCursor cursor = new StatementCursor(sql);
    if (!cursor.take("alter", "table")) {
      return Optional.empty();
    }
    cursor.take("if", "exists");
    Optional<String> parent = cursor.table();
    if (parent.isEmpty() || !cursor.take("detach", "partition")) {
      return Optional.empty();
    }
    Optional<String> partition = cursor.qualifiedName();
    return partition.isPresent() && cursor.take("concurrently") && cursor.isAtEnd()
        ? Optional.of(new DetachConcurrently(sql, parent.get(), partition.get()))
        : Optional.empty();
  }

  private enum State {
    /** One of the two is not there. */
    ABSENT,
    NO_PARTITION,
    ATTACHED,
    PENDING
  }

  private State state(JdbcClient jdbc) {
    return State.valueOf(
        jdbc.sql(
                """
                with o as (
                  select pg_catalog.to_regclass(?)::oid as parent,
                    pg_catalog.to_regclass(?)::oid as partition)
                select case when o.parent is null or o.partition is null then 'ABSENT'
                  when i.inhrelid is null then 'NO_PARTITION'
                  when i.inhdetachpending then 'PENDING' else 'ATTACHED' end
                from o left join pg_catalog.pg_inherits i
                  on i.inhparent = o.parent and i.inhrelid = o.partition\
                """)
            .params(parent, partition)
            .query(String.class)
            .single());
  }

  @Override
  public Before before(JdbcClient jdbc, boolean resumed) {
    return switch (state(jdbc)) {
      case PENDING ->
          new Before.Run(
              List.of(),
              finish(),
              List.of(
                  Diagnostic.note(
                      "detach-pending",
                      "%s is half detached from %s, left by a DETACH that was interrupted: it is finished"
                          .formatted(partition, parent))));
      case NO_PARTITION ->
          resumed
              ? new Before.Skip(
                  Diagnostic.note(
                      "detached",
                      "%s is no partition of %s any more: nothing to do"
                          .formatted(partition, parent)))
              : new Before.Run(sql);
      case ABSENT, ATTACHED -> new Before.Run(sql);
    };
  }

  private String finish() {
    return "alter table %s detach partition %s finalize".formatted(parent, partition);
  }

  /** A detach cannot be taken back; it is for the next run to finish it. */
  @Override
  public List<Diagnostic> afterFailure(JdbcClient jdbc) {
    return Leftovers.told(
        () ->
            state(jdbc) == State.PENDING
                ? Optional.of(
                    Diagnostic.warning(
                            "detach-pending",
                            "%s is half detached from %s: queries of the parent do not see it any more"
                                .formatted(partition, parent))
                        .fix("run again: it is finished; by hand: " + finish()))
                : Optional.empty());
  }

  @Override
  public Optional<Diagnostic> afterSuccess(JdbcClient jdbc) {
    return Optional.empty();
  }
}
