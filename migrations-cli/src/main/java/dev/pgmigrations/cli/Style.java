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

package dev.pgmigrations.cli;

/** Colours, where there is a terminal that wants them. */
enum Style {
  /** Text as it is. */
  PLAIN,
  /** With the codes of ECMA-48. */
  COLOURED;

  private static final String RESET = "\u001b[0m";

  /**
   * The style of a process.
   *
   * @see <a href="https://no-color.org">NO_COLOR</a>
   */
  static Style of(Surroundings surroundings) {
    boolean refused = !surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
    boolean dumb = "dumb".equals(surroundings.environment().get("TERM"));
    return surroundings.terminal() && !refused && !dumb ? COLOURED : PLAIN;
  }

  /** What went well. */
  String good(String text) {
    return in("32", text);
  }

  /** What is worth a look. */
  String notable(String text) {
    return in("33", text);
  }

  /** What went wrong. */
  String bad(String text) {
    return in("31", text);
  }

  /** What matters less. */
  String faint(String text) {
    return in("2", text);
  }

  /** Heads. */
  String strong(String text) {
    return in("1", text);
  }

  private String in(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + RESET;
  }
}
