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

package dev.pgmigrations.cli.types;

import dev.pgmigrations.cli.catalog.Column;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One source file of TypeScript, its types as node-postgres hands values over. */
public final class TypeScriptSource {

  private static final String TEXT = "string";

  /** Null is one of them. */
  private static final String ANYTHING = "unknown";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
  private static final Set<String> NAMED = Set.of("Date", "Uint8Array");
  private static final String INTERVAL =
      "{ years?: number; months?: number; days?: number; hours?: number; minutes?: number;"
          + " seconds?: number; milliseconds?: number }";

  /**
   * What is no text.
   *
   * @see <a
   *     href="https://github.com/brianc/node-pg-types/blob/master/lib/textParsers.js">pg-types</a>
   */
  private static final Map<String, String> BUILT_IN =
      Map.ofEntries(
          Map.entry("bool", "boolean"),
          Map.entry("int2", "number"),
          Map.entry("int4", "number"),
          Map.entry("oid", "number"),
          Map.entry("float4", "number"),
          Map.entry("float8", "number"),
          Map.entry("date", "Date"),
          Map.entry("timestamp", "Date"),
          Map.entry("timestamptz", "Date"),
          Map.entry("json", ANYTHING),
          Map.entry("jsonb", ANYTHING),
          Map.entry("bytea", "Uint8Array"),
          Map.entry("interval", INTERVAL),
          Map.entry("point", "{ x: number; y: number }"),
          Map.entry("circle", "{ x: number; y: number; radius: number }"));

  private final TypeSet types;
  private final TypeNames names;

  public TypeScriptSource(TypeSet types) {
    this.types = types;
    this.names = new TypeNames(types.all(), NAMED);
  }

  /** The file. */
  public String generate() {
    String all =
        types.all().stream()
            .map(type -> "\n" + (type instanceof GeneratedType.Row row ? row(row) : choice(type)))
            .collect(Collectors.joining());
    // Without any export it would be no module.
    return GeneratedCode.MARK + "\n" + (all.isEmpty() ? "\nexport {};\n" : all);
  }

  private String row(GeneratedType.Row row) {
    StringBuilder text = new StringBuilder(comment("", summary(row)));
    text.append("export interface ").append(names.of(row.name())).append(" {\n");
    for (Column column : row.columns()) {
      column.comment().ifPresent(words -> text.append(comment("  ", words)));
      text.append("  ")
          .append(property(column.name()))
          .append(": ")
          .append(type(column))
          .append(";\n");
    }
    return text.append("}\n").toString();
  }

  private String choice(GeneratedType type) {
    List<String> labels = ((GeneratedType.Choice) type).labels();
    String union =
        labels.isEmpty()
            ? "never"
            : labels.stream().map(JavaText::literal).collect(Collectors.joining(" | "));
    return comment("", summary(type))
        + "export type %s = %s;\n".formatted(names.of(type.name()), union);
  }

  private static String summary(GeneratedType type) {
    String first = "%s %s".formatted(type.what(), type.name().toString().replaceAll("\\v+", " "));
    return type.comment().map(words -> first + "\n\n" + words.strip()).orElse(first);
  }

  private static String property(String column) {
    return PLAIN.matcher(column).matches() ? column : JavaText.literal(column);
  }

  private String type(Column column) {
    String type = type(types.shape(column.type()));
    return types.isNullable(column) && !type.equals(ANYTHING) ? type + " | null" : type;
  }

  private String type(Shape shape) {
    if (shape instanceof Shape.ListOf list) {
      // The parser of numeric[] alone makes numbers of them.
      boolean numbers =
          list.element() instanceof Shape.Scalar scalar && scalar.builtIn().equals("numeric");
      return (numbers ? "number" : type(list.element())) + "[]";
    }
    if (shape instanceof Shape.Generated generated) {
      return names.of(generated.type());
    }
    return BUILT_IN.getOrDefault(((Shape.Scalar) shape).builtIn(), TEXT);
  }

  private static String comment(String indent, String words) {
    List<String> lines = words.strip().replace("*/", "*\\/").lines().map(String::strip).toList();
    if (lines.size() == 1) {
      return "%s/** %s */\n".formatted(indent, lines.get(0));
    }
    return lines.stream()
        .map(line -> line.isEmpty() ? indent + " *\n" : indent + " * " + line + "\n")
        .collect(Collectors.joining("", indent + "/**\n", indent + " */\n"));
  }
}
