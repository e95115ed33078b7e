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

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that {@code ${name}} is replaced for, and by what.
 *
 * <p>Values may be secrets: they are not in {@link #toString()}. Immutable.
 */
public final class Placeholders {

  /** Nothing is declared, so nothing is replaced. */
  public static final Placeholders NONE = new Placeholders(Map.of());

  private final Map<String, String> values;

  private Placeholders(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * Declares these names.
   *
   * @throws IllegalArgumentException if a name has other characters than letters, digits, {@code
   *     _}, {@code .} and {@code -}
   */
  public static Placeholders of(Map<String, String> values) {
    for (String name : values.keySet()) {
      check(name);
    }
    return values.isEmpty() ? NONE : new Placeholders(values);
  }

  private static void check(String name) {
    if (name.isEmpty() || !name.chars().allMatch(c -> isNamePart((char) c))) {
      throw new IllegalArgumentException(
          "placeholder name '%s': use letters, digits, '_', '.' and '-'".formatted(name));
    }
  }

  static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_.-".indexOf(c) >= 0;
  }

  /** The declared names, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The value of a declared name; null for any other. */
  public @Nullable String value(String name) {
    return values.get(name);
  }

  @Override
  public String toString() {
    return "Placeholders" + values.keySet();
  }
}
