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

package dev.pgmigrations.maven;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.diagnostic.MigrationException;
import java.io.File;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes a new migration file with its sections ready; needs no database. */
@Mojo(name = "create", requiresProject = false)
public final class CreateMojo extends AbstractMojo {

  /** What the migration does, in a few words. */
  @Parameter(property = "name", required = true)
  String name = "";

  /** Folder of the file. */
  @Parameter(property = "migrations.folder", defaultValue = "src/main/resources/db/migrations")
  File folder = new File("src/main/resources/db/migrations");

  @Override
  public void execute() throws MojoFailureException {
    try {
      System.out.println(Migrator.create(folder.toPath(), name));
    } catch (MigrationException e) {
      throw new MojoFailureException(e.getMessage(), e);
    }
  }
}
