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

package dev.pgmigrations.script;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code -- migrations:<key>=<value>} lines say of a section; its own lines win over those at
 * the head of the file.
 *
 * @param noTransaction {@code transaction=none}
 * @param lockTimeout zero waits for ever
 * @param statementTimeout zero waits for ever
 * @param ignores the reasons by lint rule
 * @param confirm the phrase to be given before this section runs
 * @param until the version from which on the checks need not hold any more
 */
public record Directives(
    boolean noTransaction,
    Optional<Duration> lockTimeout,
    Optional<Duration> statementTimeout,
    Map<String, String> ignores,
    Optional<String> confirm,
    Optional<String> until) {

  /** Nothing said. */
  public static final Directives NONE =
      new Directives(
          false, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());

  public Directives {
    ignores = Collections.unmodifiableMap(new LinkedHashMap<>(ignores));
  }
}
