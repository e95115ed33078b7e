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

package dev.pgmigrations.event;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every listener; one event at a time, from whatever thread it comes. */
public final class Events {

  private static final Logger log = LoggerFactory.getLogger(Events.class);

  private final List<MigrationListener> listeners;

  public Events(List<MigrationListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Tells it to all, in order; one that throws keeps no other from hearing it. */
  public synchronized void tell(MigrationEvent event) {
    for (MigrationListener listener : listeners) {
      try {
        listener.on(event);
      } catch (RuntimeException e) {
        log.error("The listener {} failed on {}", listener, event.getClass().getSimpleName(), e);
      }
    }
  }
}
