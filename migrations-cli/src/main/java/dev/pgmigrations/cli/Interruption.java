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

package dev.pgmigrations.cli;

/** How a command that is at work hears that it is to stop. */
public interface Interruption {

  /** Nobody interrupts. */
  Interruption NEVER = stop -> () -> {};

  /**
   * From now on {@code stop} is called, in another thread, when the process is told to end. It
   * returns when the command has ended.
   *
   * @return to be closed when there is nothing to stop any more
   */
  Work whileWorking(Runnable stop);

  /** A command at work. */
  interface Work extends AutoCloseable {
    @Override
    void close();
  }
}
