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

package dev.pgmigrations.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.SectionKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {

  private final ReportBuilder builder = new ReportBuilder();
  private final Step step = Steps.addNote();

  private void tells(String what) {
    builder.on(new MigrationEvent.NoticeRaised(step.id(), "NOTICE", what));
    builder.on(new MigrationEvent.CheckAnswered(step.id(), SectionKind.VERIFY, what, true));
  }

  private void retried() {
    builder.on(
        new MigrationEvent.UnitRetried(
            step.id(),
            1,
            10,
            Duration.ZERO,
            Diagnostic.error("55P03", "canceling statement due to lock timeout"),
            List.of()));
  }

  @Test
  void what_a_try_told_that_is_made_again_counts_once() {
    tells("before");
    builder.on(new MigrationEvent.StepStarted(step, 1, 1));
    tells("a");
    retried();
    tells("a");
    tells("b");

    assertThat(builder.report().notices())
        .containsExactly("NOTICE: before", "NOTICE: a", "NOTICE: b");
    assertThat(builder.report().checks())
        .extracting(MigrationReport.CheckReport::message)
        .containsExactly("before", "a", "b");
    assertThat(builder.report().retries()).isEqualTo(1);
  }

  @Test
  void what_a_finished_unit_told_stays() {
    builder.on(new MigrationEvent.StepStarted(step, 1, 1));
    tells("first unit");
    builder.on(new MigrationEvent.UnitFinished(step.id(), 1, 2));
    tells("second unit");
    retried();
    retried();

    assertThat(builder.report().notices()).containsExactly("NOTICE: first unit");
    assertThat(builder.report().retries()).isEqualTo(2);
  }

  @Test
  void the_summary_says_how_often_it_was_tried_again() {
    assertThat(report(1).summary()).isEqualTo("3 migrations done in 40 ms after a retry");
    assertThat(report(2).summary()).isEqualTo("3 migrations done in 40 ms after 2 retries");
    assertThat(report(0).summary()).isEqualTo("3 migrations done in 40 ms");
  }

  private MigrationReport report(int retries) {
    MigrationReport.StepReport done =
        new MigrationReport.StepReport(
            step.id(), step.description(), step.direction(), 1, Duration.ZERO);
    return new MigrationReport(
        "run",
        0,
        3,
        List.of(done, done, done),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        retries,
        Duration.ZERO,
        Duration.ofMillis(40));
  }
}
