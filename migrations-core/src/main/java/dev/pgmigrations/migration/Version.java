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

package dev.pgmigrations.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * The number of a migration: digits of any length, optionally dotted, compared number by number.
 *
 * <p>{@code 001} is {@code 1} and {@code 1.0} is {@code 1}; {@link #toString()} is that normal
 * form.
 */
public final class Version implements Comparable<Version> {

  private final List<String> numbers;

  private Version(List<String> numbers) {
    this.numbers = numbers;
  }

  /**
   * Reads {@code 001}, {@code 20240101120000} or {@code 1.2}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Version of(String text) {
    if (!isVersion(text)) {
      throw new IllegalArgumentException(
          "'%s' is no version; give digits, optionally dotted, such as 7 or 1.2".formatted(text));
    }
    List<String> numbers = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int dot = text.indexOf('.', from);
      int end = dot < 0 ? text.length() : dot;
      numbers.add(significant(text, from, end));
      from = end + 1;
    }
    while (numbers.size() > 1 && numbers.get(numbers.size() - 1).equals("0")) {
      numbers.remove(numbers.size() - 1);
    }
    return new Version(List.copyOf(numbers));
  }

  /** A number without zeros before it. */
  private static String significant(String text, int from, int end) {
    int first = from;
    while (first < end - 1 && text.charAt(first) == '0') {
      first++;
    }
    return text.substring(first, end);
  }

  /** Whether {@link #of} would accept it. */
  public static boolean isVersion(String text) {
    boolean afterDigit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' ? !afterDigit : c < '0' || c > '9') {
        return false;
      }
      afterDigit = c != '.';
    }
    return afterDigit;
  }

  @Override
  public int compareTo(Version other) {
    int count = Math.max(numbers.size(), other.numbers.size());
    for (int i = 0; i < count; i++) {
      String mine = i < numbers.size() ? numbers.get(i) : "0";
      String theirs = i < other.numbers.size() ? other.numbers.get(i) : "0";
      int order =
          mine.length() == theirs.length()
              ? mine.compareTo(theirs)
              : Integer.compare(mine.length(), theirs.length());
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && numbers.equals(version.numbers);
  }

  @Override
  public int hashCode() {
    return numbers.hashCode();
  }

  @Override
  public String toString() {
    return String.join(".", numbers);
  }
}
