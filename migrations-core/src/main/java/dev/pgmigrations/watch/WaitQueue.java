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

import dev.pgmigrations.event.Blocker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sessions and whom each of them waits for. A session waits for those that hold a lock and for
 * those ahead of it in the queue, which wait in their turn.
 */
final class WaitQueue {

  private record Session(Blocker blocker, List<Integer> waitsFor) {}

  private final Map<Integer, Session> sessions = new LinkedHashMap<>();

  void add(Blocker blocker, List<Integer> waitsFor) {
    sessions.put(blocker.pid(), new Session(blocker, waitsFor));
  }

  boolean knows(int pid) {
    return sessions.containsKey(pid);
  }

  int size() {
    return sessions.size();
  }

  /**
   * The longest way from those who are waited for down to one who waits for nobody; of equal ones
   * that of the oldest transaction.
   */
  List<Blocker> chain(List<Integer> direct) {
    Map<Integer, Integer> lengths = new HashMap<>();
    List<Blocker> chain = new ArrayList<>();
    for (List<Integer> next = direct; !next.isEmpty() && chain.size() < sessions.size(); ) {
      Session longest =
          next.stream()
              .map(sessions::get)
              .filter(Objects::nonNull)
              .filter(session -> !chain.contains(session.blocker()))
              .max(
                  Comparator.comparingInt((Session session) -> length(session, lengths))
                      .thenComparing(session -> session.blocker().transactionAge()))
              .orElse(null);
      if (longest == null) {
        break;
      }
      chain.add(longest.blocker());
      next = longest.waitsFor();
    }
    return chain;
  }

  /** A cycle, which is a deadlock that nobody has noticed yet, ends where it began. */
  private int length(Session session, Map<Integer, Integer> lengths) {
    int pid = session.blocker().pid();
    Integer known = lengths.putIfAbsent(pid, 0);
    if (known != null) {
      return known;
    }
    int longest = 0;
    for (int other : session.waitsFor()) {
      Session next = sessions.get(other);
      longest = next == null ? longest : Math.max(longest, length(next, lengths));
    }
    lengths.put(pid, longest + 1);
    return longest + 1;
  }
}
