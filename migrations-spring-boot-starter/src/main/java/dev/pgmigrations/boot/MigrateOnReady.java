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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Migrates once the application is ready, before other listeners of that event and before it
 * accepts traffic: in the thread that publishes the event, so that a failure stops the application.
 *
 * <p>Only the event of its own context counts, and only the first: those of child contexts come by
 * here as well.
 */
public final class MigrateOnReady
    implements ApplicationListener<ApplicationReadyEvent>, ApplicationContextAware, Ordered {

  /** Before all others, with some room for who must come even earlier. */
  public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  private final MigrationRunner runner;
  private final RunOn runOn;
  private final Duration grace;
  private final AtomicBoolean begun = new AtomicBoolean();
  private @Nullable ApplicationContext context;

  /**
   * A listener that does nothing unless {@code runOn} is {@link RunOn#READY}.
   *
   * @param grace for the unit that is under way when the process is asked to end
   */
  public MigrateOnReady(MigrationRunner runner, RunOn runOn, Duration grace) {
    this.runner = runner;
    this.runOn = runOn;
    this.grace = grace;
  }

  @Override
  public void setApplicationContext(ApplicationContext applicationContext) {
    this.context = applicationContext;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    if (runOn == RunOn.READY
        && event.getApplicationContext().equals(context)
        && begun.compareAndSet(false, true)) {
      ShutdownHook.during(runner, grace);
    }
  }

  /** Not even where the application hands its events to other threads. */
  @Override
  public boolean supportsAsyncExecution() {
    return false;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }
}
