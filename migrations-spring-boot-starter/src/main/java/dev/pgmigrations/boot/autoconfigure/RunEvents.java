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

import dev.pgmigrations.boot.MigrationRunListener;
import dev.pgmigrations.boot.MigrationsCompletedEvent;
import dev.pgmigrations.boot.MigrationsFailedEvent;
import dev.pgmigrations.boot.MigrationsStartedEvent;
import dev.pgmigrations.boot.TargetReport;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens to runs. Before all beans exist it holds them back: listeners may still be
 * missing, and one that uses the database would wait for the very run that tells it.
 */
final class RunEvents implements MigrationRunListener, SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(RunEvents.class);

  private final ApplicationEventPublisher publisher;
  private final List<Object> held = new ArrayList<>();
  private boolean complete;

  RunEvents(ApplicationEventPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void started(List<String> targets) {
    publish(new MigrationsStartedEvent(targets));
  }

  @Override
  public void completed(List<TargetReport> reports) {
    publish(new MigrationsCompletedEvent(reports));
  }

  @Override
  public void failed(List<TargetReport> reports, Throwable failure) {
    publish(new MigrationsFailedEvent(reports, failure));
  }

  private void publish(Object event) {
    synchronized (held) {
      if (!complete) {
        held.add(event);
        return;
      }
    }
    publisher.publishEvent(event);
  }

  @Override
  public void afterSingletonsInstantiated() {
    List<Object> events;
    synchronized (held) {
      complete = true;
      events = List.copyOf(held);
      held.clear();
    }
    for (Object event : events) {
      try {
        publisher.publishEvent(event);
      } catch (RuntimeException e) { // As the runner does with those that are not held back.
        log.warn("A listener of the migrations failed; they go on without it", e);
      }
    }
  }
}
