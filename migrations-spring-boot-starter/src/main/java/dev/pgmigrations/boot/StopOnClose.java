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

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the run that is under way when the application is closed, before anything else is: the run
 * finishes its unit, or is cancelled on the server, while the application is still whole.
 */
public final class StopOnClose implements SmartLifecycle {

  private final Supplier<MigrationRunner> runner;
  private final Duration grace;
  private volatile boolean running;

  /**
   * Does nothing where no run is under way.
   *
   * @param grace for the unit that is under way; less than Spring waits for what stops
   */
  public StopOnClose(Supplier<MigrationRunner> runner, Duration grace) {
    this.runner = runner;
    this.grace = grace;
  }

  /** How long a unit may take if Spring waits that long for what stops. */
  public static Duration graceWithin(Duration shutdownPhase) {
    Duration margin = shutdownPhase.dividedBy(4);
    Duration most = Duration.ofSeconds(5);
    return shutdownPhase.minus(margin.compareTo(most) < 0 ? margin : most);
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    runner.get().stop(grace);
    running = false;
  }

  @Override
  public void stop(Runnable callback) {
    Thread thread =
        new Thread(
            () -> {
              try {
                stop();
              } finally {
                callback.run();
              }
            },
            "migrations-close");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** The last to start and the first to stop. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
