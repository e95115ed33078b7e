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

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * A goal that is a command of the application, with its configuration files. Whatever else there is
 * of {@code migrations.*} and {@code spring.*} may be given as {@code -D}, too.
 */
abstract class CommandMojo extends AbstractMojo {

  /** The project's folder. */
  @Parameter(defaultValue = "${project.basedir}", readonly = true)
  @Nullable File basedir;

  /** Database to migrate, instead of the one of the configuration files. */
  @Parameter(property = "migrations.url")
  @Nullable String url;

  /** User to migrate as. */
  @Parameter(property = "migrations.username")
  @Nullable String username;

  /** Password of that user. */
  @Parameter(property = "migrations.password")
  @Nullable String password;

  private final String command;

  CommandMojo(String command) {
    this.command = command;
  }

  @Override
  public void execute() throws MojoFailureException {
    List<String> arguments = new ArrayList<>();
    arguments.add("--migrations.command=" + command);
    add(arguments, "migrations.url", url);
    add(arguments, "migrations.username", username);
    add(arguments, "migrations.password", password);
    int code = new Project(folder().toPath()).run(arguments, System.out, System.err);
    if (code != 0) {
      throw new MojoFailureException(
          "migrations:%s ended with exit code %s; what is wrong is told above"
              .formatted(command, code));
    }
  }

  private File folder() {
    return basedir == null ? new File("").getAbsoluteFile() : basedir;
  }

  private static void add(List<String> arguments, String property, @Nullable String value) {
    if (value != null) {
      arguments.add("--" + property + "=" + value);
    }
  }
}
