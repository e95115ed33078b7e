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

package dev.pgmigrations.boot;

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import org.jspecify.annotations.Nullable;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/** Writes each run as a step {@value #NAME} among those of the start, with its target. */
public final class StartupStepListener implements MigrationListener {

  /** The name of the step. */
  public static final String NAME = "migrations.run";

  private final ApplicationStartup startup;

  @SuppressWarnings("ThreadLocalUsage") // Not static: two applications in one JVM never meet.
  private final ThreadLocal<@Nullable Run> current = new ThreadLocal<>();

  /** A listener that writes into {@code startup}. */
  public StartupStepListener(ApplicationStartup startup) {
    this.startup = startup;
  }

  private static final class Run {

    final StartupStep step;
    int applied;

    Run(StartupStep step) {
      this.step = step;
    }

    void end(String outcome) {
      step.tag("steps", Integer.toString(applied)).tag("outcome", outcome).end();
    }
  }

  @Override
  public void on(MigrationEvent event) {
    if (event instanceof MigrationEvent.RunStarted started) {
      current.set(new Run(startup.start(NAME).tag("target", started.target())));
      return;
    }
    Run run = current.get();
    if (run == null) {
      return;
    }
    if (event instanceof MigrationEvent.StepFinished) {
      run.applied++;
    } else if (event instanceof MigrationEvent.RunFinished) {
      current.remove();
      run.end("success");
    } else if (event instanceof MigrationEvent.RunFailed) {
      current.remove();
      run.end("failure");
    }
  }
}
