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

package dev.pgmigrations;

import dev.pgmigrations.migration.Code;
import dev.pgmigrations.migration.CodeBody;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A migration in Java, for what SQL cannot say. It runs in one transaction with its history row, in
 * the order of versions among the files; its text is not compared with what was applied.
 */
public interface JavaMigration {

  /** Its place among all migrations. */
  Version version();

  /** Words for people. */
  String description();

  /**
   * The change. An exception undoes it and stops the run; one that says that a lock was not
   * obtained (SQLSTATE 55P03), of a deadlock (40P01) or of a concurrent change (40001) undoes it
   * too, and then it is called again: what it does outside of the database should bear that.
   *
   * @param jdbc on the connection that migrates, in a transaction; neither commit nor roll back
   */
  void up(JdbcClient jdbc);

  /** One that can be undone. */
  interface Reversible extends JavaMigration {

    /**
     * The way back; see {@link #up}.
     *
     * @param jdbc on the connection that migrates, in a transaction
     */
    void down(JdbcClient jdbc);
  }

  /** What the engine makes of it. */
  private Migration asMigration() {
    Optional<Code> down =
        this instanceof Reversible reversible ? Optional.of(reversible::down) : Optional.empty();
    return new Migration(
        MigrationId.of(version()), description(), CodeBody.of(getClass(), this::up, down));
  }

  /** The migration that {@code code} is. */
  static Migration migration(JavaMigration code) {
    return code.asMigration();
  }
}
