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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.Progress;
import dev.pgmigrations.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogListenerTest {

  private static final Blocker READER =
      new Blocker(
          42,
          "app",
          "psql",
          "local",
          "idle in transaction",
          Duration.ofSeconds(12),
          "select * from orders");
  private static final Blocker WAITER =
      new Blocker(43, "app", "", "local", "active", Duration.ofSeconds(3), "vacuum full orders");

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.pgmigrations.migrate");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final LogListener listener = new LogListener("core");
  private final Step step = Steps.addNote();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    listener.on(new MigrationEvent.StepStarted(step, 1, 1));
  }

  @AfterEach
  void end() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  private List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Optional<Progress> scanning(int percent) {
    return Optional.of(
        new Progress(
            "building index: scanning table",
            OptionalInt.of(percent),
            Optional.of(Duration.ofSeconds(20)),
            ""));
  }

  private void running(
      String place, int seconds, Optional<Progress> progress, Blocker... blockers) {
    listener.on(
        new MigrationEvent.StatementRunning(
            step.id(), place, Duration.ofSeconds(seconds), progress, List.of(blockers)));
  }

  @Test
  void a_statement_that_runs_long_is_said_with_its_progress() {
    running("7_add_note.sql:3", 1, scanning(43));

    assertThat(lines())
        .containsExactly(
            "core: 7 add note: 7_add_note.sql:3 runs since 1.0 s: building index: scanning table,"
                + " 43 %, about 20 s left");
    assertThat(appender.list.get(0).getKeyValuePairs())
        .map(pair -> pair.key + "=" + pair.value)
        .containsExactly(
            "migration.id=7",
            "migration.place=7_add_note.sql:3",
            "migration.millis=1000",
            "migration.percent=43");
  }

  @Test
  void it_is_said_more_and_more_rarely() {
    for (int second = 1; second <= 90; second++) {
      running("7_add_note.sql:3", second, Optional.empty());
    }
    running("7_add_note.sql:9", 1, Optional.empty());
    running("", 2, Optional.empty());

    assertThat(lines())
        .containsExactly(
            "core: 7 add note: 7_add_note.sql:3 runs since 1.0 s",
            "core: 7 add note: 7_add_note.sql:3 runs since 5.0 s",
            "core: 7 add note: 7_add_note.sql:3 runs since 10.0 s",
            "core: 7 add note: 7_add_note.sql:3 runs since 20.0 s",
            "core: 7 add note: 7_add_note.sql:3 runs since 50.0 s",
            "core: 7 add note: 7_add_note.sql:3 runs since 1 min 20 s",
            "core: 7 add note: 7_add_note.sql:9 runs since 1.0 s",
            "core: 7 add note: a statement of the history runs since 2.0 s");
  }

  @Test
  void whoever_is_in_the_way_is_said_in_a_line_of_its_own() {
    listener.on(
        new MigrationEvent.StatementBlocked(
            step.id(), "7_add_note.sql:3", List.of(WAITER, READER), Duration.ofMillis(1500)));
    running("7_add_note.sql:3", 2, Optional.empty(), WAITER, READER);

    assertThat(lines())
        .containsExactly(
            "core: 7 add note: 7_add_note.sql:3 waits since 1.5 s for pid 43 (user app, from local,"
                + " active, transaction open for 3 s): vacuum full orders; that one waits for pid"
                + " 42 (application 'psql', user app, from local, idle in transaction, transaction"
                + " open for 12 s): select * from orders");
    assertThat(appender.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(appender.list.get(0).getKeyValuePairs())
        .map(pair -> pair.key + "=" + pair.value)
        .contains("migration.blocker=42");
  }

  @Test
  void a_try_that_is_made_again_says_why() {
    listener.on(
        new MigrationEvent.UnitRetried(
            step.id(),
            2,
            10,
            Duration.ofMillis(300),
            Diagnostic.error("55P03", "canceling statement due to lock timeout"),
            List.of(READER)));

    assertThat(lines())
        .containsExactly(
            "core: 7 add note: try 2 of 10 failed, nothing of it is kept, the next in 300 ms:"
                + " [55P03] canceling statement due to lock timeout; in the way: pid 42"
                + " (application 'psql', user app, from local, idle in transaction, transaction"
                + " open for 12 s): select * from orders");
  }

  @Test
  void a_database_that_is_not_there_yet_is_said() {
    listener.on(
        new MigrationEvent.ConnectionAwaited(
            Diagnostic.error("57P03", "the database system is starting up"),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30)));

    assertThat(lines())
        .containsExactly(
            "core: Waiting for the database since 3.0 s, at most 30.0 s: [57P03] the database"
                + " system is starting up");
  }
}
