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

package dev.pgmigrations.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.CatalogSnapshot.Item;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;

/** What is there once the application is ready; {@code schema/<target>.txt} lists it. */
@SampleTest
class SchemaTest {

  private static final List<String> KINDS =
      List.of(
          "schema",
          "table",
          "table constraint",
          "index",
          "trigger",
          "policy",
          "function",
          "view",
          "materialized view",
          "comment");

  @Autowired TestDatabase database;

  @ParameterizedTest
  @CsvSource({
    "learning, learning, learning.migration_history",
    "chats, chats, chats.migration_history",
    "counsel, counsel, counsel.migration_history",
    "chatbot, chat, public.chatbot_history",
    "assistant, assistant, assistant.migration_history"
  })
  void ready_means_that_the_schema_is_whole(String target, String schema, String history)
      throws IOException {
    String expected =
        new ClassPathResource("schema/" + target + ".txt")
            .getContentAsString(StandardCharsets.UTF_8);
    assertThat(list(schema, history)).isEqualTo(expected);
  }

  /** Each kind with its number, then a line for each name; a table with its columns. */
  private String list(String schema, String history) {
    List<Item> items =
        database.snapshot(history).items().stream()
            .filter(item -> item.identity().matches("(.*[ .(])?" + schema + "([. ].*)?"))
            .toList();
    return KINDS.stream()
        .map(kind -> section(kind, names(kind, items, schema), items, schema))
        .filter(section -> !section.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static List<String> names(String kind, List<Item> items, String schema) {
    return items.stream()
        .filter(item -> item.kind().equals(kind))
        .map(item -> item.identity().replaceAll("(^|[ (])" + schema + "\\.", "$1"))
        .toList();
  }

  private static String section(String kind, List<String> names, List<Item> items, String schema) {
    StringBuilder section = new StringBuilder();
    for (String name : names) {
      section.append("  ").append(name).append(columns(kind, name, items, schema));
      if (items.stream().anyMatch(item -> isSecured(item, schema + "." + name))) {
        section.append(", row security");
      }
      section.append('\n');
    }
    return names.isEmpty() ? "" : "%s (%d)%n%s".formatted(kind, names.size(), section);
  }

  private static String columns(String kind, String relation, List<Item> items, String schema) {
    List<String> columns =
        names(kind + " column", items, schema).stream()
            .filter(column -> column.startsWith(relation + "."))
            .map(column -> column.substring(relation.length() + 1))
            .toList();
    return columns.isEmpty() ? "" : ": " + String.join(", ", columns);
  }

  private static boolean isSecured(Item item, String table) {
    return item.kind().equals("table")
        && item.identity().equals(table)
        && item.definition().contains("row security");
  }
}
