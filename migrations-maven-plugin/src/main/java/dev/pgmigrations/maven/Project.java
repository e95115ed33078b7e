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

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * A project, and commands in it.
 *
 * <p>Maven 3 gives its own SLF4J 1 to plugins in place of theirs, and the engine needs 2. So a
 * command gets a class loader that sees nothing of Maven, with an SLF4J that the plugin's jar
 * brings along as a file.
 */
final class Project {

  private static final String SLF4J = "/META-INF/isolated/slf4j-api.jar";

  private final Path folder;

  /** The project in {@code folder}. */
  Project(Path folder) {
    this.folder = folder;
  }

  /**
   * Carries out a command with the configuration of the project.
   *
   * @return the exit code
   */
  int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (!(Project.class.getClassLoader() instanceof URLClassLoader plugin)) {
      return ProjectApplication.run(folder, arguments, out, err);
    }
    try {
      Path slf4j = slf4j();
      try (URLClassLoader isolated = isolated(plugin.getURLs(), slf4j)) {
        return run(isolated, arguments, out, err);
      } finally {
        Files.deleteIfExists(slf4j);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path slf4j() throws IOException {
    try (InputStream jar = Project.class.getResourceAsStream(SLF4J)) {
      if (jar == null) {
        throw new IOException("the plugin's jar lacks " + SLF4J);
      }
      Path file = Files.createTempFile("migrations-", ".jar");
      Files.copy(jar, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    }
  }

  private static URLClassLoader isolated(URL[] plugin, Path slf4j) throws IOException {
    URL[] all = Arrays.copyOf(plugin, plugin.length + 1);
    all[plugin.length] = slf4j.toUri().toURL();
    return new URLClassLoader(all, ClassLoader.getPlatformClassLoader());
  }

  private int run(ClassLoader isolated, List<String> arguments, PrintStream out, PrintStream err) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(isolated);
    try {
      return (int)
          isolated
              .loadClass(ProjectApplication.class.getName())
              .getMethod("run", Path.class, List.class, PrintStream.class, PrintStream.class)
              .invoke(null, folder, arguments, out, err);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
