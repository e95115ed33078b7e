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

package dev.pgmigrations;

import java.sql.Connection;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Connects, and knows of connections that nobody uses just now. A look at the history goes over one
 * of those where it can, and leaves it as it was; what is written never does.
 */
public interface SparingDataSource extends DataSource {

  /**
   * A connection of the same user to the same database, for a moment: it is closed after one query.
   * Empty where none is to be had at once.
   */
  Optional<Connection> spare();
}
