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

package dev.pgmigrations.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgmigrations.MigrationFailedException;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways back of other projects do here what they did there; some of them fail. */
@PostgresTest
class CorpusRollbackTest {

  private static final Goal.RollbackAll ALL = new Goal.RollbackAll(Set.of());

  @TempDir Path folder;

  /** Its second down drops an index that fell with its column a line before. */
  @Test
  void a_rollback_of_everything_stops_at_a_way_back_that_fails_and_keeps_what_it_undid(
      TestDatabase database, TestDatabase other) {
    CorpusProject project = CorpusProject.of("pairs-svix", folder, database);
    project.migrator().migrate();

    MigrationFailedException failure =
        catchThrowableOfType(
            MigrationFailedException.class, () -> project.migrator().rollback(ALL));

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            4_20220428190104_message_expiration.sql:9:1 [42704] index "message_payload_not_null_pidx" does not exist
              9 | DROP INDEX message_payload_not_null_pidx;
                | ^
              kept: nothing of 4; 12 before it are undone
              fix: correct line 9 and roll back again""");
    assertThat(failure.report().steps()).hasSize(12);
    assertThat(project.applied()).containsExactly(1, 2, 3, 4);
    CorpusProject undone = CorpusProject.of("pairs-svix", folder, other);
    undone.migrator().migrate();
    undone.migrator().rollback(12);
    assertThat(project.snapshot().differencesFrom(undone.snapshot())).isEmpty();
  }

  @Test
  void after_the_failing_way_back_is_corrected_the_rollback_goes_on_to_the_end(
      TestDatabase database) throws IOException {
    CorpusProject project = CorpusProject.of("pairs-svix", folder, database);
    CatalogSnapshot empty = project.snapshot();
    project.migrator().migrate();
    CatalogSnapshot full = project.snapshot();
    catchThrowable(() -> project.migrator().rollback(ALL));

    Path broken = folder.resolve("4_20220428190104_message_expiration.sql");
    Files.writeString(
        broken,
        Files.readString(broken).replace("DROP INDEX message", "DROP INDEX IF EXISTS message"));
    project.migrator().rollback(ALL);

    assertThat(project.applied()).isEmpty();
    assertThat(project.snapshot().differencesFrom(empty)).isEmpty();
    assertThat(project.migrator().migrate().steps()).hasSize(16);
    assertThat(project.snapshot().differencesFrom(full)).isEmpty();
  }

  @Test
  void a_way_back_outside_a_transaction_that_fails_is_recorded_and_mended_by_mark(
      TestDatabase database) {
    CorpusProject project = CorpusProject.of("diesel-crates-io", folder, database);
    project.migrator().migrate();

    MigrationFailedException failure =
        catchThrowableOfType(MigrationFailedException.class, () -> project.migrator().rollback(60));

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            235_2024_10_25_112826_make_unique_version_unique.sql:7:1 [42704] constraint "versions_crate_id_num_no_build_uindex" of relation "versions" does not exist
              7 | alter table versions
                | ^
              kept: nothing of 235; 50 before it are undone
              fix: correct line 7 and roll back again""");
    assertThat(project.applied()).isEqualTo(upTo(234));
    project.migrator().markDone(Version.of("235"));
    assertThat(project.applied()).isEqualTo(upTo(235));
    assertThat(project.migrator().migrate().steps()).hasSize(50);
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void one_step_without_a_way_back_keeps_everything_as_it_is(TestDatabase database) {
    CorpusProject project = CorpusProject.of("dbmate-cloak", folder, database);
    project.migrator().migrate();
    CatalogSnapshot before = project.snapshot();

    PlanRejectedException failure =
        catchThrowableOfType(PlanRejectedException.class, () -> project.migrator().rollback(ALL));

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            10_20230327095744_add_comments.sql [no-way-back] 10 (20230327095744 add comments) has no way back
              fix: give its file a -- DOWN section (select 1; where nothing is to be undone), or undo by hand and record it: mark undone 10""");
    assertThat(project.applied()).isEqualTo(upTo(10));
    assertThat(project.snapshot().differencesFrom(before)).isEmpty();
  }

  @Test
  void without_that_step_everything_is_undone_and_done_again(TestDatabase database) {
    CorpusProject project = CorpusProject.of("dbmate-cloak", folder, database);
    project.migrator().migrate(Version.of("9"));
    CatalogSnapshot full = project.snapshot();

    project.migrator().rollback(ALL);
    assertThat(project.applied()).isEmpty();
    project.migrator().migrate(Version.of("9"));

    assertThat(project.snapshot().differencesFrom(full)).isEmpty();
  }

  private static List<Integer> upTo(int version) {
    return IntStream.rangeClosed(1, version).boxed().toList();
  }

  /**
   * Each is run straight after its own up, and then the up once more. Of a long history that is
   * done for whatever is not plain, and a sample of the rest.
   */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "pairs-svix",
        "mybatis-picthor",
        "dbmate-cloak",
        "goose-nais-api",
        "diesel-crates-io"
      })
  void each_way_back_alone_does_what_it_did_for_its_project(String name, TestDatabase database)
      throws IOException {
    CorpusProject project = CorpusProject.of(name, folder, database);
    List<String> expected = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    List<String> lines = Files.readAllLines(project.corpus().file("downs.tsv").orElseThrow());
    for (String line : lines) {
      String[] row = line.split("\t", -1);
      boolean plain = line.endsWith("down runs\tschema as before\tup runs again");
      if (plain && lines.size() > 100 && Integer.parseInt(row[0]) % 10 != 0) {
        continue;
      }
      expected.add(String.join("; ", row[0], row[2], row[3], row[4]));
      seen.add(String.join("; ", row[0], upDownUp(project, Integer.parseInt(row[0]))));
    }
    assertThat(seen).isEqualTo(expected);
  }

  private static String upDownUp(CorpusProject project, int number) {
    Migrator migrator = project.migrator();
    Version version = Version.of(Integer.toString(number));
    if (number > 1) {
      migrator.migrate(Version.of(Integer.toString(number - 1)));
    }
    CatalogSnapshot before = project.snapshot();
    migrator.migrate(version);
    MigrationException failure =
        catchThrowableOfType(MigrationException.class, () -> migrator.rollback(1));
    String outcome;
    if (failure != null) {
      outcome = "down fails; ERROR:  %s; ".formatted(failure.diagnostics().get(0).message());
    } else {
      boolean same = project.snapshot().differencesFrom(before).isEmpty();
      Throwable again = catchThrowable(() -> migrator.migrate(version));
      outcome =
          "down runs; schema %s; %s"
              .formatted(
                  same ? "as before" : "differs from before",
                  again == null ? "up runs again" : "second up fails");
    }
    if (!project.applied().contains(number)) {
      migrator.markDone(version);
    }
    return outcome;
  }
}
