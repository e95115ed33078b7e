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

package dev.pgmigrations.script;

/** What the engine has to know of a statement before it sends it. */
public enum StatementKind {
  /** Runs in a transaction or outside one. */
  ORDINARY,
  /** {@code COPY … FROM STDIN}; its data stands in the file, see {@link Statement#openData()}. */
  COPY_FROM_STDIN,
  /** {@code BEGIN} or {@code START TRANSACTION}; see {@link Statement#beginOptions()}. */
  BEGIN,
  /**
   * {@code SET TRANSACTION}: has to be the first of its transaction; its modes are in {@link
   * Statement#beginOptions()} too.
   */
  SET_TRANSACTION,
  /** {@code COMMIT} or {@code END}. */
  COMMIT,
  /** PostgreSQL refuses it in a transaction block, as its words alone show. */
  NON_TRANSACTIONAL,
  /** {@code CALL} or {@code DO}: may commit inside. */
  CALL_OR_DO,
  /**
   * {@code ALTER TYPE … ADD VALUE}: the value, see {@link Statement#addedValue()}, can be used only
   * after a commit.
   */
  ADD_VALUE
}
