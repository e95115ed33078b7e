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

package dev.pgmigrations.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks the person at the terminal to type what shows that it is meant. */
final class Confirmation {

  private final Surroundings surroundings;
  private final boolean mayAsk;

  /**
   * A confirmation.
   *
   * @param json whether a document is wanted, beside which nothing is asked
   */
  Confirmation(Surroundings surroundings, boolean json) {
    this.surroundings = surroundings;
    this.mayAsk = surroundings.terminal() && !json;
  }

  /**
   * The phrases that are given, with those that were asked for.
   *
   * @param wanted what has to be given
   * @param given what was given already
   * @param database to be typed where no phrase is wanted
   * @param yes whether nothing is to be asked
   * @return empty if the person did not type it
   * @throws UsageException if there is nobody to ask
   */
  Optional<Set<String>> phrases(
      Set<String> wanted, List<String> given, String database, boolean yes) {
    Set<String> phrases = new LinkedHashSet<>(given);
    if (yes) {
      return Optional.of(phrases);
    }
    if (!mayAsk) {
      throw new UsageException(
          "there is no terminal to ask on", "give --yes" + phrasesToGive(wanted));
    }
    for (String phrase : wanted.isEmpty() ? Set.of(database) : wanted) {
      if (phrases.contains(phrase)) {
        continue;
      }
      if (!ask(phrase)) {
        return Optional.empty();
      }
      phrases.add(phrase);
    }
    return Optional.of(phrases);
  }

  private static String phrasesToGive(Set<String> wanted) {
    StringBuilder options = new StringBuilder();
    wanted.forEach(
        phrase -> options.append(" --confirm '").append(phrase.replace("'", "'\\''")).append('\''));
    return options.toString();
  }

  private boolean ask(String phrase) {
    Page page = Page.err(surroundings);
    page.text("Type %s to go on: ".formatted(page.style().strong(phrase)));
    try {
      String answer = surroundings.in().readLine();
      return answer != null && answer.strip().equals(phrase);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
