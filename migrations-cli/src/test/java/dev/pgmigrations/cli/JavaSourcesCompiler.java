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

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The compiler of the JDK, with all its warnings as errors. */
final class JavaSourcesCompiler {

  private final Path sources;
  private final Path classes;

  /** Compiles into the folder {@code classes} beside. */
  JavaSourcesCompiler(Path sources) {
    this.sources = sources;
    this.classes = sources.resolveSibling("classes");
  }

  /** What it says about all files; empty where it says nothing. */
  String problems(boolean withJSpecify) throws IOException {
    Files.createDirectories(classes);
    List<String> options =
        new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "--release", "17"));
    options.addAll(List.of("-d", classes.toString()));
    options.addAll(List.of("-cp", withJSpecify ? jspecify() : ""));
    StringWriter output = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> files = Files.walk(sources);
        StandardJavaFileManager manager =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      compiler
          .getTask(output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(all))
          .call();
    }
    return output.toString();
  }

  private static String jspecify() {
    try {
      return Path.of(Nullable.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A class that was compiled. */
  Class<?> load(String name) {
    try {
      URL[] urls = {classes.toUri().toURL()};
      return Class.forName(name, true, new URLClassLoader(urls, getClass().getClassLoader()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
