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

package dev.pgmigrations.boot;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a failure came of. */
public final class Causes {

  /** Causes may go round in a circle. */
  private static final int MOST = 100;

  private Causes() {}

  /** The first of {@code failure} and its causes that is {@code wanted}. */
  public static @Nullable Throwable find(Throwable failure, Predicate<Throwable> wanted) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < MOST; depth++) {
      if (wanted.test(at)) {
        return at;
      }
      at = at.getCause();
    }
    return null;
  }
}
