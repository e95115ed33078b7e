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

import java.util.Locale;

/** Amounts of bytes for people, in PostgreSQL's units. */
final class Bytes {

  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};
  private static final int NEXT = 1024;
  private static final int ROUND_FROM = 10;

  private Bytes() {}

  /** {@code 12 MB}, {@code 1.4 GB}. */
  static String text(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= NEXT && unit < UNITS.length - 1) {
      amount /= NEXT;
      unit++;
    }
    return String.format(
        Locale.ROOT,
        unit == 0 || amount >= ROUND_FROM ? "%.0f %s" : "%.1f %s",
        amount,
        UNITS[unit]);
  }
}
