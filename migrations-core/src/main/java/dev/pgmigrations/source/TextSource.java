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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Texts in memory. */
record TextSource(List<SourceText> texts) implements MigrationSource {

  @Override
  public List<SourceFile> files() {
    return texts.stream()
        .filter(text -> text.name().toLowerCase(Locale.ROOT).endsWith(".sql"))
        .sorted(Comparator.comparing(SourceText::name))
        .map(SourceFile::of)
        .toList();
  }

  @Override
  public Optional<SourceText> included(SourceText from, String path, boolean relative) {
    String wanted = relative ? SourceFile.of(from).folder() + "/" + path : path;
    return texts.stream()
        .filter(text -> text.name().equals(wanted) || ("/" + text.name()).equals(wanted))
        .findFirst();
  }

  @Override
  public String description() {
    return "memory";
  }
}
