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

package dev.pgmigrations.source;

import dev.pgmigrations.diagnostic.SourceText;

/**
 * One file that was found.
 *
 * @param folder the folder it lies in, as its user knows it
 * @param fileName its name without the folder
 * @param text its text, named by folder and file name
 */
public record SourceFile(String folder, String fileName, SourceText text) {

  /** A file whose text is named {@code folder/fileName}. */
  public static SourceFile of(SourceText text) {
    int slash = text.name().lastIndexOf('/');
    return new SourceFile(
        slash < 0 ? "" : text.name().substring(0, slash), text.name().substring(slash + 1), text);
  }
}
