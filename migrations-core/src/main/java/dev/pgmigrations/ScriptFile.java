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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.script.Includes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** A script of the file system or the class path, with what it includes from around it. */
record ScriptFile(Resource resource) {

  static ScriptFile of(Path path) {
    return new ScriptFile(new FileSystemResource(path.toString()));
  }

  /** As its user would write it. */
  String name() {
    return name(resource);
  }

  /**
   * The script.
   *
   * @throws SourceException if there is no such file
   */
  Migration migration() {
    if (!resource.isReadable()) {
      throw new SourceException(
          List.of(
              Diagnostic.error("no-script", "there is no file " + name()).fix("correct its name")));
    }
    IdentityHashMap<SourceText, Resource> origins = new IdentityHashMap<>();
    Includes includes =
        (from, name, relative, at) -> {
          Resource folderOf = relative ? Objects.requireNonNull(origins.get(from)) : resource;
          Resource included = included(folderOf, name);
          if (!included.isReadable()) {
            throw new ScriptSyntaxException(
                List.of(
                    Diagnostic.error("no-include", "there is no file '%s'".formatted(name))
                        .at(from, at)
                        .fix(
                            "\\ir is seen from the folder of this file, \\i from that of the"
                                + " script")));
          }
          return text(included, origins);
        };
    return Migration.script(text(resource, origins), includes);
  }

  private static Resource included(Resource from, String name) {
    try {
      return Path.of(name).isAbsolute() ? new FileSystemResource(name) : from.createRelative(name);
    } catch (IOException e) {
      throw new SourceException(
          List.of(
              Diagnostic.error("no-include", "'%s' has no neighbours".formatted(name(from)))
                  .fix("put what it includes into it")),
          e);
    }
  }

  private static SourceText text(Resource resource, IdentityHashMap<SourceText, Resource> origins) {
    SourceText text = SourceText.of(name(resource), resource::getInputStream);
    origins.put(text, resource);
    return text;
  }

  private static String name(Resource resource) {
    if (resource instanceof FileSystemResource file) {
      return file.getPath().replace('\\', '/');
    }
    return resource instanceof ClassPathResource inClassPath
        ? inClassPath.getPath()
        : resource.getDescription();
  }
}
