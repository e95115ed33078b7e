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

import dev.pgmigrations.diagnostic.SourceText;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;

/**
 * Whether a text may include another: it holds {@code \i}. Cheaper than lexing, and wrong only on
 * the safe side.
 *
 * @param mayInclude false where there is surely no include
 */
record IncludeScan(boolean mayInclude) {

  static IncludeScan of(SourceText text) {
    char[] buffer = new char[8192];
    boolean backslash = false;
    try (Reader reader = text.open()) {
      for (int n = reader.read(buffer); n > 0; n = reader.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (backslash && buffer[i] == 'i') {
            return new IncludeScan(true);
          }
          backslash = buffer[i] == '\\';
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new IncludeScan(false);
  }
}
