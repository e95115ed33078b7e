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

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tells one migration from another: the version, or the description where there is no version.
 *
 * @param kind its sort
 * @param key the normal form of the version, or the description
 */
public record MigrationId(Kind kind, String key) {

  /** A versioned migration. */
  public static MigrationId of(Version version) {
    return new MigrationId(Kind.VERSIONED, version.toString());
  }

  /** Its version, for a versioned one and a baseline. */
  public Optional<Version> version() {
    return kind == Kind.VERSIONED || kind == Kind.BASELINE
        ? Optional.of(Version.of(key))
        : Optional.empty();
  }

  /** With words for people, unless it is made of them. */
  public String named(String description) {
    return kind == Kind.VERSIONED ? this + " " + description : toString();
  }

  /** Written out, for what a record makes of itself takes milliseconds the first time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MigrationId id && kind == id.kind && key.equals(id.key);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + key.hashCode();
  }

  /** As messages name it: {@code 7}, {@code repeatable views}, {@code seed test data}. */
  @Override
  public String toString() {
    return kind == Kind.VERSIONED ? key : kind.stored() + " " + key;
  }
}
