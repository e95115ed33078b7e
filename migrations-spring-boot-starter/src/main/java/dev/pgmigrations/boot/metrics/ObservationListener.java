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

package dev.pgmigrations.boot.metrics;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.plan.Step;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each run, of each migration in it, and of waiting for another run.
 *
 * <p>All have the low-cardinality keys {@code migrations.target} and {@code migrations.outcome}:
 * {@code success}, {@code failure}, or {@code none} while it is under way. That of a migration has
 * {@code migrations.direction} as well, and the high-cardinality keys {@code migrations.version}
 * and {@code migrations.description}.
 */
public final class ObservationListener implements MigrationListener {

  /** A command on a target. */
  public static final String RUN = "migrations.run";

  /** A migration, applied or undone; within a run. */
  public static final String APPLY = "migrations.apply";

  /** Waiting for another run; within a run, and only if there is another. */
  public static final String LOCK_WAIT = "migrations.lock.wait";

  /** Event of {@link #APPLY}: a statement waits for another session. */
  public static final String BLOCKED = "migrations.blocked";

  /** Event of {@link #APPLY}: a try failed and is made again. */
  public static final String RETRY = "migrations.retry";

  private final Supplier<ObservationRegistry> registry;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  /**
   * The id of the run. Events come in the thread that migrates, or in one that this has started; a
   * longer-lived one that inherits it keeps no more than a text.
   */
  @SuppressWarnings("ThreadLocalUsage") // Not static: two applications in one JVM never meet.
  private final ThreadLocal<@Nullable String> current = new InheritableThreadLocal<>();

  /** A listener; {@code registry} is asked when a run begins, not before. */
  public ObservationListener(Supplier<ObservationRegistry> registry) {
    this.registry = registry;
  }

  @Override
  public void on(MigrationEvent event) {
    if (event instanceof MigrationEvent.RunStarted started) {
      current.set(started.runId());
      runs.put(started.runId(), new Run(registry.get(), started));
      return;
    }
    String id = current.get();
    Run run = id == null ? null : runs.get(id);
    if (run == null) {
      return;
    }
    if (event instanceof MigrationEvent.LockAwaited) {
      run.waits();
    } else if (event instanceof MigrationEvent.LockObtained) {
      run.waited();
    } else if (event instanceof MigrationEvent.StepStarted started) {
      run.begins(started.step());
    } else if (event instanceof MigrationEvent.StatementBlocked blocked) {
      run.blocked(blocked.blockers());
    } else if (event instanceof MigrationEvent.UnitRetried retried) {
      run.retries(retried.reason());
    } else if (event instanceof MigrationEvent.StepFinished) {
      run.did();
    } else if (event instanceof MigrationEvent.StepFailed failed) {
      run.failedStep(failed.diagnostics());
    } else if (event instanceof MigrationEvent.RunFinished) {
      forget(run);
      run.ended();
    } else if (event instanceof MigrationEvent.RunFailed failed) {
      forget(run);
      run.failed(failed.diagnostics());
    }
  }

  private void forget(Run run) {
    current.remove();
    runs.values().remove(run);
  }

  /**
   * The observations of one command; parents are set by hand, so that no scope can be left open.
   */
  private static final class Run {

    private final ObservationRegistry registry;
    private final String target;
    private final Observation whole;
    private @Nullable Observation step;
    private @Nullable Observation lock;

    Run(ObservationRegistry registry, MigrationEvent.RunStarted started) {
      this.registry = registry;
      this.target = started.target();
      this.whole = observation(RUN).highCardinalityKeyValue("migrations.run.id", started.runId());
      whole.start();
    }

    private Observation observation(String name) {
      return Observation.createNotStarted(name, registry)
          .lowCardinalityKeyValue("migrations.target", target)
          .lowCardinalityKeyValue("migrations.outcome", "none");
    }

    void waits() {
      if (lock == null) {
        lock =
            observation(LOCK_WAIT)
                .contextualName("wait for another run")
                .parentObservation(whole)
                .start();
      }
    }

    void waited() {
      end(lock);
      lock = null;
    }

    void begins(Step next) {
      step =
          observation(APPLY)
              .contextualName(next.direction().stored() + " " + next.id())
              .lowCardinalityKeyValue("migrations.direction", next.direction().stored())
              .highCardinalityKeyValue("migrations.version", next.id().toString())
              .highCardinalityKeyValue("migrations.description", next.description())
              .parentObservation(whole)
              .start();
    }

    /** By pid alone: what others run is not for traces. */
    void blocked(List<Blocker> blockers) {
      happens(
          BLOCKED,
          blockers.stream()
              .map(blocker -> Integer.toString(blocker.pid()))
              .collect(Collectors.joining(", which waits for pid ", "waits for pid ", "")));
    }

    void retries(Diagnostic reason) {
      happens(RETRY, "[%s] %s".formatted(reason.code(), reason.message()));
    }

    private void happens(String name, String text) {
      if (step != null) {
        step.event(Observation.Event.of(name, text));
      }
    }

    void did() {
      end(step);
      step = null;
    }

    void failedStep(List<Diagnostic> diagnostics) {
      fail(step, diagnostics);
      step = null;
    }

    void ended() {
      end(whole);
    }

    void failed(List<Diagnostic> diagnostics) {
      fail(lock, diagnostics);
      fail(step, diagnostics);
      fail(whole, diagnostics);
    }

    private static void end(@Nullable Observation observation) {
      if (observation != null) {
        observation.lowCardinalityKeyValue("migrations.outcome", "success").stop();
      }
    }

    private static void fail(@Nullable Observation observation, List<Diagnostic> diagnostics) {
      if (observation != null) {
        observation
            .lowCardinalityKeyValue("migrations.outcome", "failure")
            .error(new MigrationFailure(diagnostics))
            .stop();
      }
    }
  }

  /** What an observation calls its error. */
  private static final class MigrationFailure extends MigrationException {

    MigrationFailure(List<Diagnostic> diagnostics) {
      super(diagnostics, null);
    }
  }
}
