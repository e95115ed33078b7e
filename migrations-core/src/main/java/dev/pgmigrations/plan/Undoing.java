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

import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * A migration that is to be undone.
 *
 * @param losses what its way back drops, as far as its words say
 * @param phrase that is asked for before
 * @param isOpaque whether some of the way back is code whose words do not say what it does
 */
public record Undoing(
    MigrationId id,
    String description,
    List<Loss> losses,
    Optional<String> phrase,
    boolean isOpaque) {

  public Undoing {
    losses = List.copyOf(losses);
  }

  /** What a step of a plan for a rollback is about. */
  public static Undoing of(Step step, Placeholders placeholders) {
    if (!(step instanceof Step.Run run)) {
      return new Undoing(
          step.id(), step.description(), List.of(), Optional.empty(), step instanceof Step.Call);
    }
    List<String> texts =
        run.units().stream()
            .flatMap(unit -> unit.statements().stream())
            .map(statement -> sql(statement, placeholders))
            .toList();
    return new Undoing(
        step.id(),
        step.description(),
        texts.stream().flatMap(sql -> Losses.of(sql).stream()).toList(),
        run.directives().confirm(),
        texts.stream().anyMatch(Undoing::isCode));
  }

  private static String sql(Statement statement, Placeholders placeholders) {
    return statement.render(placeholders).sql();
  }

  private static boolean isCode(String sql) {
    List<Token> tokens = Tokens.of(sql);
    return !tokens.isEmpty() && (tokens.get(0).is("do") || tokens.get(0).is("call"));
  }
}
