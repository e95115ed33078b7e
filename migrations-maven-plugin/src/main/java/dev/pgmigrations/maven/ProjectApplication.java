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

import dev.pgmigrations.boot.command.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Stands for the application of a project. The resources are read as they lie in its sources, the
 * configuration files and the migrations; its classes are not needed. Public for another class
 * loader.
 */
public final class ProjectApplication {

  private static final String LOGGING_SYSTEM = "org.springframework.boot.logging.LoggingSystem";

  private ProjectApplication() {}

  /**
   * Carries out a command.
   *
   * @param folder of the project
   * @return the exit code
   */
  public static int run(Path folder, List<String> arguments, PrintStream out, PrintStream err) {
    System.setProperty(LOGGING_SYSTEM, "none"); // The level of the log is not the application's.
    try (Resources loader = new Resources(folder.resolve("src/main/resources"))) {
      SpringApplication application =
          new SpringApplication(new DefaultResourceLoader(loader), ProjectConfiguration.class);
      application.setRegisterShutdownHook(false);
      return Commands.run(application, arguments, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without what names classes of the project. */
  private static final class Resources extends URLClassLoader {

    private static final String CLASSES = "META-INF/";

    Resources(Path folder) throws IOException {
      super(new URL[] {folder.toUri().toURL()}, ProjectApplication.class.getClassLoader());
    }

    @Override
    public @Nullable URL findResource(String name) {
      return name.startsWith(CLASSES) ? null : super.findResource(name);
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
      return name.startsWith(CLASSES) ? Collections.emptyEnumeration() : super.findResources(name);
    }
  }
}
