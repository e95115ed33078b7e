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
import java.util.Optional;

/**
 * A migration in Java.
 *
 * @param source named after the class; without text
 * @param up the change
 * @param down the way back, if there is one
 */
public record CodeBody(SourceText source, Code up, Optional<Code> down) implements Body {

  /** A body of a class. */
  public static CodeBody of(Class<?> type, Code up, Optional<Code> down) {
    return new CodeBody(SourceText.of(type.getName(), ""), up, down);
  }

  /** Code has no text to compare. */
  @Override
  public Optional<Checksum> checksum() {
    return Optional.empty();
  }

  @Override
  public boolean hasSameText(Checksum applied) {
    return false;
  }

  @Override
  public void readAhead() {
    // There is no text.
  }
}
