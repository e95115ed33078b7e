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

package dev.pgmigrations.watch;

import java.util.List;

/**
 * Which of several statements sent together runs: the server shows the beginning of its text. The
 * same text may come more than once, but the server goes only forward.
 */
final class PipelinePosition {

  private final List<Watch.Sent> statements;
  private int index;
  private String started = "";

  PipelinePosition(List<Watch.Sent> statements) {
    this.statements = statements;
  }

  Watch.Sent first() {
    return statements.get(0);
  }

  /**
   * Finds the statement that the server shows.
   *
   * @param text as {@code pg_stat_activity} has it
   * @param cut whether the text may go on
   * @param startedAt tells one execution from another
   */
  Watch.Sent at(String text, boolean cut, String startedAt) {
    if (!startedAt.equals(started)) {
      int next = find(text, cut, started.isEmpty() ? 0 : index + 1, statements.size());
      index = next < 0 ? Math.max(0, find(text, cut, 0, index + 1)) : next;
      started = startedAt;
    }
    return statements.get(index);
  }

  private int find(String text, boolean cut, int from, int to) {
    for (int i = from; i < to; i++) {
      String sql = statements.get(i).sql();
      if (cut ? sql.startsWith(text) : sql.equals(text)) {
        return i;
      }
    }
    return -1;
  }
}
