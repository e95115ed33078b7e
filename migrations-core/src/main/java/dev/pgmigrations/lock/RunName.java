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

package dev.pgmigrations.lock;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a session that migrates calls itself in {@code pg_stat_activity}, where everybody may read
 * it: who waits for it learns which migration it is at.
 *
 * @param application the plain name
 * @param migration that runs; empty for a session that only holds the lock
 */
public record RunName(String application, Optional<String> migration) {

  /** What PostgreSQL keeps of it: {@code NAMEDATALEN - 1} bytes. */
  private static final int MOST_BYTES = 63;

  /** Leaves room for a timestamp as version. */
  private static final int MOST_OF_APPLICATION = 36;

  private static final String DOING = ": migrating";

  /** The name for {@code application_name}: {@code orders: migrating 7}. */
  @Override
  public String toString() {
    String whole = cut(application, MOST_OF_APPLICATION) + DOING;
    return cut(whole + migration.map(m -> " " + m).orElse(""), MOST_BYTES);
  }

  /** Takes apart what {@link #toString} made; any other name is that of an application. */
  static RunName parse(String name) {
    int doing = name.lastIndexOf(DOING);
    if (doing < 0) {
      return new RunName(name, Optional.empty());
    }
    String migration = name.substring(doing + DOING.length()).strip();
    return new RunName(
        name.substring(0, doing), Optional.of(migration).filter(text -> !text.isEmpty()));
  }

  /** Whole characters; from release 16 on each byte beyond ASCII is shown as four. */
  private static String cut(String text, int most) {
    StringBuilder cut = new StringBuilder();
    int bytes = 0;
    for (int character : text.codePoints().toArray()) {
      String one = Character.toString(character);
      bytes += character < 0x80 ? 1 : 4 * one.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > most) {
        break;
      }
      cut.append(one);
    }
    return cut.toString();
  }
}
