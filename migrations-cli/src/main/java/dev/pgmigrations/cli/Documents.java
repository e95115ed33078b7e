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

import dev.pgmigrations.cli.connection.DatabaseAddress;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.migration.MigrationId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of {@code --json}, written member by member: what a member is called is a promise,
 * whatever the records behind it are called.
 */
final class Documents {

  private Documents() {}

  /** A document that is empty yet. */
  static ObjectNode of(String command) {
    return JsonNodeFactory.instance.objectNode().put("command", command);
  }

  /** As it is printed. */
  static String text(ObjectNode document) {
    return JsonMapper.builder()
            .build()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(document)
        + "\n";
  }

  static void database(ObjectNode document, DatabaseAddress address) {
    document
        .putObject("database")
        .put("host", address.host())
        .put("name", address.database())
        .put("user", address.user());
  }

  /** {@code id}, {@code kind} and, where it has one, {@code version}. */
  static ObjectNode id(ObjectNode node, MigrationId id) {
    node.put("id", id.toString()).put("kind", lower(id.kind()));
    id.version().ifPresent(version -> node.put("version", version.toString()));
    return node;
  }

  static void diagnostics(ObjectNode document, String name, List<Diagnostic> diagnostics) {
    ArrayNode all = document.putArray(name);
    diagnostics.forEach(diagnostic -> diagnostic(all.addObject(), diagnostic));
  }

  static void diagnostic(ObjectNode node, Diagnostic diagnostic) {
    node.put("severity", lower(diagnostic.severity())).put("code", diagnostic.code());
    Place place = diagnostic.place();
    if (place != null) {
      node.put("file", place.source());
      Position position = place.position();
      if (position != null) {
        node.put("line", position.line()).put("column", position.column());
      }
    }
    node.put("message", diagnostic.message());
    if (diagnostic.kept() != null) {
      node.put("kept", Objects.requireNonNull(diagnostic.kept()));
    }
    if (diagnostic.fix() != null) {
      node.put("fix", Objects.requireNonNull(diagnostic.fix()));
    }
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
