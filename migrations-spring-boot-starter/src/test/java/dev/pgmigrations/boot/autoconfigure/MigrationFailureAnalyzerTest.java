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

package dev.pgmigrations.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.RunMode;
import dev.pgmigrations.boot.RunPolicy;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

@PostgresTest
class MigrationFailureAnalyzerTest {

  private final TestDatabase database;

  MigrationFailureAnalyzerTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void a_failed_statement_is_shown_with_its_place_and_what_was_kept() {
    FailureAnalysis analysis = analysis(target("default", "public", "broken"));

    assertThat(analysis.getDescription())
        .isEqualTo(
            """
            The database could not be migrated:

            db/broken/2_note_text.sql:2:18 [42601] syntax error at or near "text"
              2 |   add colum body text;
                |                  ^
              kept: nothing of 2; 1 is applied\
            """);
    assertThat(analysis.getAction()).startsWith("Correct line 2").endsWith(".");
  }

  @Test
  void of_several_targets_it_says_which_and_how_the_others_stand() {
    FailureAnalysis analysis =
        analysis(
            target("a", "a", "migrations"), target("b", "b", "broken"), target("c", "c", "orders"));

    assertThat(analysis.getDescription())
        .startsWith(
            "The target 'b' could not be migrated; done: a; not tried: c:\n\n"
                + "db/broken/2_note_text.sql:2:18 [42601]");
  }

  @Test
  void of_several_that_failed_each_thing_is_told_once() {
    MigrationTarget[] targets = new MigrationTarget[14];
    for (int i = 0; i < 12; i++) {
      targets[i] = target("t" + i, "t" + i, "broken");
    }
    targets[12] = target("empty", "empty", "nowhere");
    targets[13] = target("good", "good", "orders");
    MigrationRunner runner =
        new MigrationRunner(
            MigrationTargets.of(targets),
            List.of(),
            MigrationFailureAnalyzerTest.class.getClassLoader(),
            new RunPolicy(new RunMode.Migrate(), 4, Optional.of(true)),
            Optional.empty(),
            List.of());

    FailureAnalysis analysis = new MigrationFailureAnalyzer().analyze(catchThrowable(runner::run));

    assertThat(analysis.getDescription())
        .startsWith(
            """
            13 of 14 targets could not be migrated; done: good:

            t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 2 more:
            db/broken/2_note_text.sql:2:18 [42601] syntax error at or near "text"
              2 |   add colum body text;
                |                  ^
              kept: nothing of 2; 1 is applied

            empty:
            """);
  }

  @Test
  void no_file_found_says_where_it_looked() {
    FailureAnalysis analysis = analysis(target("default", "public", "nowhere"));

    assertThat(analysis.getDescription())
        .startsWith("The database could not be migrated:\n\n")
        .contains("db/nowhere");
    assertThat(analysis.getAction()).isNotBlank();
  }

  @Test
  void several_fixes_are_a_list() {
    FailureAnalysis analysis =
        new MigrationFailureAnalyzer()
            .analyze(
                new MigrationsConfigurationException(
                    List.of(
                        Diagnostic.error("one", "this is wrong").fix("put it right"),
                        Diagnostic.error("two", "so is this").fix("put that right"),
                        Diagnostic.error("three", "and this"))));

    assertThat(analysis.getDescription())
        .isEqualTo(
            """
            The migrations are not set up well:

            [one] this is wrong

            [two] so is this

            [three] and this\
            """);
    assertThat(analysis.getAction()).isEqualTo("- Put it right.\n- Put that right.");
  }

  private MigrationTarget target(String name, String schema, String folder) {
    return MigrationTarget.of(
        name,
        MigratorSettings.builder().schema(schema).locations("classpath:db/" + folder).build(),
        database.dataSource());
  }

  private static FailureAnalysis analysis(MigrationTarget... targets) {
    MigrationRunner runner =
        new MigrationRunner(
            MigrationTargets.of(targets),
            List.of(),
            MigrationFailureAnalyzerTest.class.getClassLoader());
    return new MigrationFailureAnalyzer().analyze(catchThrowable(runner::run));
  }
}
