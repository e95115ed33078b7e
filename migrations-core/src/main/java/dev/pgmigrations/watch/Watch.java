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

package dev.pgmigrations.watch;

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A second connection that looks at what the first one runs; quiet where there is none to be had.
 *
 * <p>Costs next to nothing as long as nothing runs long: the thread begins with the first
 * statement, the connection is made when a second has passed, or as soon as somebody is expected to
 * be in the way. What is seen is told in the thread of the watch, never after {@link #answered()}
 * has returned. Thread-safe.
 */
public final class Watch implements AutoCloseable {

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final @Nullable Lookout lookout;
  private final Events events;
  private final Object monitor = new Object();
  private @Nullable Thread thread;
  private @Nullable Task task;
  private @Nullable Task last;
  private boolean expecting;
  private boolean closed;

  private Watch(@Nullable Lookout lookout, Events events) {
    this.lookout = lookout;
    this.events = events;
  }

  /**
   * A statement that is sent.
   *
   * @param sql exactly as the server gets it
   * @param place of it: file and line; empty for one of ours
   */
  public record Sent(String sql, String place) {}

  /** Sees nothing. */
  public static Watch none() {
    return new Watch(null, new Events(List.of()));
  }

  /**
   * A watch for one run.
   *
   * @param connections gives dedicated connections, never a pool's
   * @param backend pid of the session to look at
   */
  public static Watch on(
      DataSource connections, int backend, WatchSettings settings, Events events) {
    return settings.enabled()
        ? new Watch(new Lookout(connections, backend, settings.statements()), events)
        : none();
  }

  /** These are sent now, one after the other in one pipeline; what runs long is told of. */
  public void sent(MigrationId id, List<Sent> statements) {
    begin(id, statements, null);
  }

  /**
   * COPY data goes over now.
   *
   * @param sent bytes until now
   * @param total bytes in all; asked only once it takes long
   */
  public void copying(MigrationId id, String place, LongSupplier sent, LongSupplier total) {
    begin(id, List.of(new Sent("", place)), new CopiedBytes(sent, total));
  }

  private void begin(MigrationId id, List<Sent> statements, @Nullable CopiedBytes data) {
    if (lookout == null || statements.isEmpty()) {
      return;
    }
    synchronized (monitor) {
      expecting = expecting && (last == null || last.id().equals(id));
      boolean sleeps = task == null;
      task = new Task(id, statements, data, expecting);
      last = task;
      if (sleeps || expecting) {
        monitor.notifyAll();
      }
      if (thread == null && !closed) {
        thread = start(lookout);
      }
    }
  }

  private Thread start(Lookout with) {
    Thread started = new Thread(() -> run(with), "pgmigrations-watch");
    started.setDaemon(true);
    started.start();
    return started;
  }

  /** All of them are answered. */
  public void answered() {
    synchronized (monitor) {
      task = null;
    }
  }

  /**
   * A try did not get its locks: until the next migration it looks at once, not only after a
   * second.
   */
  public void expectBlockers() {
    synchronized (monitor) {
      expecting = true;
      monitor.notifyAll();
    }
  }

  /**
   * Who was last seen in the way since the last call of {@link #sent} or {@link #copying}; kept
   * until the next. The direct one first, the root last.
   */
  public List<Blocker> blockers() {
    synchronized (monitor) {
      return last == null ? List.of() : last.blockers();
    }
  }

  private void run(Lookout with) {
    try (with) {
      for (Runnable next = await(with); next != null; next = await(with)) {
        next.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody interrupts it but to end it.
    }
  }

  /** Waits until there is something to do; null once it is closed. */
  private @Nullable Runnable await(Lookout with) throws InterruptedException {
    synchronized (monitor) {
      while (!closed) {
        Task now = task;
        if (expecting && with.canOpen()) {
          return with::open;
        }
        if (now == null) {
          monitor.wait();
        } else if (now.isDue()) {
          return () -> with.look(now, event -> tell(now, event));
        } else {
          monitor.wait(now.millisLeft());
        }
      }
      return null;
    }
  }

  /**
   * Under the monitor, so that nothing is told of what is answered.
   *
   * @return whether it was told
   */
  private boolean tell(Task of, MigrationEvent event) {
    synchronized (monitor) {
      boolean goesOn = task == of;
      if (goesOn) {
        events.tell(event);
      }
      return goesOn;
    }
  }

  /** Ends thread and connection; waits for a look that is under way, but not for long. */
  @Override
  public void close() {
    Thread running;
    synchronized (monitor) {
      closed = true;
      task = null;
      running = thread;
      monitor.notifyAll();
    }
    if (lookout == null || running == null) {
      return;
    }
    try {
      running.join(LAST_WORDS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (running.isAlive()) {
      lookout.abort();
    }
  }
}
