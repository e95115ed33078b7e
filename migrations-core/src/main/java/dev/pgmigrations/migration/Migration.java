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
import dev.pgmigrations.script.Includes;
import dev.pgmigrations.script.Placeholders;
import java.util.Map;
import java.util.Optional;

/**
 * One migration of the project.
 *
 * @param id what tells it from others
 * @param description words for people
 * @param body what it does
 */
public record Migration(MigrationId id, String description, Body body) {

  /**
   * A script to run once and not to record.
   *
   * @param text named as its user knows it
   */
  public static Migration script(SourceText text, Includes includes) {
    String name = text.name().substring(text.name().lastIndexOf('/') + 1);
    return new Migration(
        new MigrationId(Kind.SCRIPT, name),
        name,
        new SqlBody(text, null, includes, Placeholders.of(Map.of())));
  }

  /** Its version; empty for repeatables and seeds. */
  public Optional<Version> version() {
    return id.version();
  }

  /** Where it stands. */
  public SourceText source() {
    return body.source();
  }
}
