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

import dev.pgmigrations.boot.MigrationGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Pauses the application's schedulers until the gate opens.
 *
 * <p>Spring's schedulers can be paused and resumed: with platform threads and virtual ones,
 * configured by Spring Boot or by the application. A {@code TaskDecorator} would take the place of
 * the application's, and would reach the executors of {@code @Async} methods as well.
 */
final class SchedulerGate implements ApplicationListener<ApplicationContextEvent>, Ordered {

  private static final Logger log = LoggerFactory.getLogger(SchedulerGate.class);

  private final MigrationGate gate;
  private final ApplicationContext context;
  private final List<Lifecycle> paused = new ArrayList<>();

  SchedulerGate(MigrationGate gate, ApplicationContext context) {
    this.gate = gate;
    this.context = context;
  }

  @Override
  public void onApplicationEvent(ApplicationContextEvent event) {
    if (!event.getApplicationContext().equals(context) || gate.isOpen()) {
      return;
    }
    if (event instanceof ContextRefreshedEvent) {
      Map<String, TaskScheduler> schedulers =
          context.getBeansOfType(TaskScheduler.class, true, false);
      if (!schedulers.isEmpty() && !gate.isOpenSoon()) {
        schedulers.forEach(this::pause);
      }
    } else if (event instanceof ContextClosedEvent) {
      paused.forEach(SchedulerGate::abandon);
    }
  }

  private void pause(String name, TaskScheduler scheduler) {
    if (scheduler instanceof ThreadPoolTaskScheduler
        || scheduler instanceof SimpleAsyncTaskScheduler) {
      Lifecycle lifecycle = (Lifecycle) scheduler;
      lifecycle.stop();
      paused.add(lifecycle);
      gate.whenOpen(lifecycle::start);
    } else {
      log.warn(
          "The scheduler '{}' cannot be paused: its tasks do not wait for the migrations ({})",
          name,
          scheduler.getClass().getName());
    }
  }

  /** What is held was never begun, and must not be now; the other scheduler sees to that itself. */
  private static void abandon(Lifecycle scheduler) {
    if (scheduler instanceof ThreadPoolTaskScheduler pool) {
      pool.getScheduledExecutor().shutdownNow();
    }
  }

  /** Before {@code @Scheduled} methods are handed to the schedulers, at the same event. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
