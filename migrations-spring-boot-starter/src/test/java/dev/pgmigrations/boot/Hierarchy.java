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

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Contexts above each other. It closes those above as well, which nobody else does: their pools
 * would go on in other tests.
 *
 * @param lowest the one that was run
 */
record Hierarchy(ConfigurableApplicationContext lowest) implements AutoCloseable {

  @Override
  public void close() {
    ApplicationContext next = lowest;
    while (next instanceof ConfigurableApplicationContext context) {
      next = context.getParent();
      context.close();
    }
  }
}
