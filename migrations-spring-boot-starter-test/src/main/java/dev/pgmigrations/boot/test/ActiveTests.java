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

import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who uses a database just now; whoever wants a new clone must be alone. */
final class ActiveTests {

  private final Map<Object, Use> active = new LinkedHashMap<>();

  /**
   * A use.
   *
   * @param test the class
   * @param refresh when it wants a new clone
   */
  record Use(Class<?> test, MigratedDatabase.Refresh refresh) {

    /** Not with a nested class, which runs in the middle of the outer one. */
    private boolean disturbs(Use other) {
      boolean renews =
          refresh != MigratedDatabase.Refresh.CONTEXT
              || other.refresh != MigratedDatabase.Refresh.CONTEXT;
      boolean methods =
          refresh == MigratedDatabase.Refresh.METHOD
              && other.refresh == MigratedDatabase.Refresh.METHOD;
      return renews && (methods || !outermost(test).equals(outermost(other.test)));
    }

    private static Class<?> outermost(Class<?> type) {
      Class<?> outer = type.getEnclosingClass();
      return outer == null || Modifier.isStatic(type.getModifiers()) ? type : outermost(outer);
    }
  }

  /**
   * Begins, or goes on.
   *
   * @throws IllegalStateException if one of them would take away the database of the other
   */
  synchronized void enter(Object user, Use use) {
    if (active.containsKey(user)) {
      return;
    }
    for (Use other : active.values()) {
      if (use.disturbs(other)) {
        throw new IllegalStateException(
            "@MigratedDatabase: %s and %s share an application context and run at the same time, and a new clone for one would take the database from the other; let them run one after the other (@ResourceLock, @Execution(SAME_THREAD)), set refresh=CONTEXT for both, or give one another context"
                .formatted(other.test().getName(), use.test().getName()));
      }
    }
    active.put(user, use);
  }

  synchronized void leave(Object user) {
    active.remove(user);
  }
}
