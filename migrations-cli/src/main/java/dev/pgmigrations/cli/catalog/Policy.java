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

package dev.pgmigrations.cli.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A policy of row security.
 *
 * @param permissive whether it allows, or else restricts what others allow
 * @param command {@code all}, {@code select}, {@code insert}, {@code update} or {@code delete}
 * @param roles {@code public} for everybody
 * @param using which rows are seen
 * @param check which rows may be written
 */
public record Policy(
    String name,
    boolean permissive,
    String command,
    List<String> roles,
    Optional<String> using,
    Optional<String> check,
    Optional<String> comment) {

  public Policy {
    roles = List.copyOf(roles);
  }
}
