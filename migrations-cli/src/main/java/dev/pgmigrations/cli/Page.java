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

import java.io.PrintWriter;

/** Where lines for people go, one of which may still change. */
final class Page {

  private static final int WIDTH = 80;

  private final PrintWriter out;
  private final Style style;
  private final boolean terminal;
  private final int width;
  private boolean live;

  /** The answer of a command. */
  static Page out(Surroundings surroundings) {
    return new Page(surroundings, surroundings.out());
  }

  /** What is said beside it. */
  static Page err(Surroundings surroundings) {
    return new Page(surroundings, surroundings.err());
  }

  private Page(Surroundings surroundings, PrintWriter out) {
    this.out = out;
    this.style = Style.of(surroundings);
    this.terminal = surroundings.terminal();
    this.width = width(surroundings.environment().getOrDefault("COLUMNS", ""));
  }

  private static int width(String columns) {
    return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : WIDTH;
  }

  Style style() {
    return style;
  }

  /** Whether a line can be written over. */
  boolean isLive() {
    return terminal;
  }

  /** A text of one or several lines. */
  synchronized void line(String text) {
    clear();
    out.println(text.stripTrailing());
    out.flush();
  }

  /** As it is, without an end of line. */
  synchronized void text(String text) {
    clear();
    out.print(text);
    out.flush();
  }

  /** Writes over the last one of these; what comes next replaces it. */
  synchronized void live(String text) {
    clear();
    String shown = text.length() < width ? text : text.substring(0, width - 2) + "…";
    out.print(style.faint(shown));
    out.flush();
    live = true;
  }

  private void clear() {
    if (live) {
      out.print("\r\u001b[K");
      live = false;
    }
  }

  /** Takes the last live line away. */
  synchronized void clearLive() {
    clear();
    out.flush();
  }
}
