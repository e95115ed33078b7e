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
import dev.pgmigrations.script.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** One pass over the bytes of a text, without lexing it. */
final class TextScan {

  private final MessageDigest digest = Sha256.start();
  private boolean mayInclude;

  /** Reads a text, after those before it. */
  TextScan add(SourceText text) {
    byte[] buffer = new byte[8192];
    boolean backslash = false;
    try (InputStream in = text.openBytes()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        for (int i = 0; i < n && !mayInclude; i++) {
          mayInclude = backslash && buffer[i] == 'i';
          backslash = buffer[i] == '\\';
        }
      }
    } catch (IOException e) {
      throw text.unreadable(e);
    }
    return this;
  }

  /** Whether a text may include another: it holds {@code \i}. Wrong only on the safe side. */
  boolean mayInclude() {
    return mayInclude;
  }

  /** The hash of all that was read. */
  String hash() {
    return Sha256.stored(digest);
  }
}
