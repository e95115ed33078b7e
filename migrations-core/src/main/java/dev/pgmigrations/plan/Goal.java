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

package dev.pgmigrations.plan;

import dev.pgmigrations.migration.Version;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command wants the database to be. */
public sealed interface Goal {

  /** All migrations applied, changed repeatables run again. */
  record Latest() implements Goal {

    /** Written out, for what a record makes of itself takes milliseconds the first time. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Latest;
    }

    @Override
    public int hashCode() {
      return Latest.class.hashCode();
    }
  }

  /** All versions up to this one applied. */
  record UpTo(Version version) implements Goal {}

  /** Some of what is applied undone, the last applied first. */
  sealed interface Rollback extends Goal {

    /** The phrases that the ways back ask for, as given by the user. */
    Set<String> confirmations();

    /** The same with other phrases. */
    Rollback confirming(Set<String> phrases);
  }

  /** The last {@code count} versions undone. */
  record RollbackLast(int count, Set<String> confirmations) implements Rollback {
    public RollbackLast {
      confirmations = Set.copyOf(confirmations);
      if (count < 1) {
        throw new IllegalArgumentException(
            "roll back %s migrations? give one or more".formatted(count));
      }
    }

    @Override
    public Rollback confirming(Set<String> phrases) {
      return new RollbackLast(count, phrases);
    }
  }

  /** All versions above this one undone; it stays. */
  record RollbackTo(Version version, Set<String> confirmations) implements Rollback {
    public RollbackTo {
      confirmations = Set.copyOf(confirmations);
    }

    @Override
    public Rollback confirming(Set<String> phrases) {
      return new RollbackTo(version, phrases);
    }
  }

  /** Everything undone, repeatables too. */
  record RollbackAll(Set<String> confirmations) implements Rollback {
    public RollbackAll {
      confirmations = Set.copyOf(confirmations);
    }

    @Override
    public Rollback confirming(Set<String> phrases) {
      return new RollbackAll(phrases);
    }
  }

  /** This version undone, whatever stands above it. */
  record RollbackOnly(Version version, Set<String> confirmations) implements Rollback {
    public RollbackOnly {
      confirmations = Set.copyOf(confirmations);
    }

    @Override
    public Rollback confirming(Set<String> phrases) {
      return new RollbackOnly(version, phrases);
    }
  }

  /** All versions up to this one recorded as applied, nothing run. */
  record Baseline(Version version) implements Goal {}

  /** This version recorded as applied, nothing run. */
  record MarkDone(Version version) implements Goal {}

  /** This version recorded as not applied, nothing run. */
  record MarkUndone(Version version) implements Goal {}

  /** The changed text of this applied version recorded as right, nothing run. */
  record Accept(Version version) implements Goal {}

  /** All seeds run that are new or changed. */
  record Seed() implements Goal {}

  /** All seeds undone. */
  record Clear() implements Goal {}

  /** A script run by itself, and not recorded. */
  record Execute(String script) implements Goal {}
}
