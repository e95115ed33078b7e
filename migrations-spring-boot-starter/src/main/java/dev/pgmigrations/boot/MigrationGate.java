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

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;

/**
 * Open once the schema is what this build needs, and from then on. Safe to use from several
 * threads; asking an open one costs no more than reading a field.
 */
public final class MigrationGate implements MigrationRunListener, Ordered {

  private static final Logger log = LoggerFactory.getLogger(MigrationGate.class);

  private final List<Runnable> actions = new ArrayList<>();
  private volatile boolean open;
  private volatile @Nullable Look look;

  /** A gate that is closed until a run is done, unless it is {@code open} already. */
  public MigrationGate(boolean open) {
    this.open = open;
  }

  /** Whether the schema is what this build needs. */
  public boolean isOpen() {
    return open;
  }

  /** Whether it is just being found out whether it may be open. */
  public boolean isBeingFoundOut() {
    Look current = look;
    return !open && current != null && !current.isAnswered();
  }

  /**
   * Whether it is open. Where it is just being found out whether it may be, waits for that for a
   * moment.
   */
  public boolean isOpenSoon() {
    Look current = look;
    if (!open && current != null) {
      current.answer();
    }
    return open;
  }

  /** There may be nothing to do; {@code look} opens it then. */
  void lookedAt(Look look) {
    this.look = look;
  }

  /** Runs an action when it opens, at once if it is open. */
  public void whenOpen(Runnable action) {
    synchronized (actions) {
      if (!open) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  /** Opens it for good. */
  public void open() {
    List<Runnable> all;
    synchronized (actions) {
      open = true;
      look = null;
      all = List.copyOf(actions);
      actions.clear();
    }
    for (Runnable action : all) {
      try {
        action.run();
      } catch (RuntimeException e) {
        log.warn("The migrations are done, but not all that waited for them could go on", e);
      }
    }
  }

  @Override
  public void completed(List<TargetReport> reports) {
    open();
  }

  /** Before others hear that the run is done. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
