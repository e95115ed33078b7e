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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.CountingProxy;
import org.junit.jupiter.api.Test;

class PlannedRunTest extends ProjectTest {

  @Test
  void tells_what_a_run_would_do_and_changes_nothing() {
    project.file("1_a.sql", "create table a ();").file("2_b.sql", "create table b ();");

    PlannedRun planned = project.migrator().plan(new Goal.Latest());

    assertThat(planned.isNothing()).isFalse();
    assertThat(planned.plan().steps()).extracting(Step::description).containsExactly("a", "b");
    assertThat(planned.applied()).isZero();
    assertThat(
            database
                .jdbc()
                .sql("select count(*) from pg_class where relnamespace = 'public'::regnamespace")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void takes_a_baseline_into_account() {
    database.execute("create table a ()");
    project.file("1_a.sql", "create table a ();").file("2_b.sql", "create table b ();");

    PlannedRun planned =
        project.migrator(settings -> settings.baseline("1")).plan(new Goal.Latest());

    assertThat(planned.plan().steps()).extracting(Step::description).contains("b");
    assertThat(planned.plan().steps()).hasSize(2).first().isInstanceOf(Step.Mark.class);
  }

  @Test
  void nothing_to_do_is_not_looked_for_again() {
    project.file("1_a.sql", "create table a ();").migrator().migrate();
    try (CountingProxy proxy = CountingProxy.before(database)) {
      Project again = new Project(folder, proxy.dataSource());
      PlannedRun planned = again.migrator().plan(new Goal.Latest());
      proxy.reset();

      MigrationReport report = again.migrator().run(planned);

      assertThat(proxy.connections()).isZero();
      assertThat(report.isNothing()).isTrue();
      assertThat(report.appliedBefore()).isEqualTo(1);
      assertThat(again.events())
          .<Class<?>>extracting(MigrationEvent::getClass)
          .containsExactly(
              MigrationEvent.RunStarted.class,
              MigrationEvent.Planned.class,
              MigrationEvent.RunFinished.class);
    }
  }

  @Test
  void what_somebody_else_has_done_meanwhile_is_not_done_again() {
    project.file("1_a.sql", "create table a ();").file("2_b.sql", "create table b ();");
    PlannedRun planned = project.migrator().plan(new Goal.Latest());
    project.migrator().migrate();

    assertThat(project.migrator().run(planned).isNothing()).isTrue();
  }
}
