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

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A folder of migration files beside a database, for tests. */
final class Project {

  private final Path folder;
  private final DataSource dataSource;

  /** Read while a run goes on, too. */
  private final List<MigrationEvent> events = new CopyOnWriteArrayList<>();

  Project(Path folder, TestDatabase database) {
    this(folder, database.dataSource());
  }

  Project(Path folder, DataSource dataSource) {
    this.folder = folder;
    this.dataSource = dataSource;
  }

  /** Writes a file, over an older one if there is. */
  Project file(String name, String content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Project bytes(String name, byte[] content) {
    try {
      Files.write(folder.resolve(name), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Project delete(String name) {
    try {
      Files.delete(folder.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Migrator migrator() {
    return migrator(settings -> {});
  }

  Migrator migrator(Consumer<MigratorSettings.Builder> changes) {
    MigratorSettings.Builder builder = MigratorSettings.builder().locations("file:" + folder);
    changes.accept(builder);
    return new Migrator(builder.build(), dataSource, List.of(events::add));
  }

  /** What happened, oldest first, over all migrators of this project. */
  List<MigrationEvent> events() {
    return events;
  }

  /** A message without the name of the temporary folder. */
  String shown(Throwable failure) {
    return String.valueOf(failure.getMessage()).replace(folder + "/", "");
  }

  Path folder() {
    return folder;
  }
}
