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
import dev.pgmigrations.cli.catalog.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A source file of Java for each type: records and enums, for Java 17. */
public final class JavaSources {

  /** Those of the constructor, less the one of the object. */
  private static final int SLOTS = 254;

  private static final String JSPECIFY = "org.jspecify.annotations";

  /** What the files name; a table of such a name would hide it. */
  private static final Set<String> NAMED =
      Stream.concat(
              Stream.of(
                  "String", "List", "Arrays", "NullMarked", "Nullable", "IllegalArgumentException"),
              JavaType.BUILT_IN.values().stream().map(type -> type.asReference().name()))
          .collect(Collectors.toUnmodifiableSet());

  private final TypeSet types;
  private final String packageName;
  private final boolean jspecify;
  private final TypeNames names;

  /**
   * Sources.
   *
   * @param packageName empty for none
   * @param jspecify whether what may be null is annotated
   */
  public JavaSources(TypeSet types, String packageName, boolean jspecify) {
    this.types = types;
    this.packageName = packageName;
    this.jspecify = jspecify;
    this.names = new TypeNames(types.all(), NAMED);
  }

  /** Whether this can be the name of a package. */
  public static boolean isPackage(String name) {
    return Stream.of(name.split("\\.", -1)).allMatch(JavaNames::isIdentifier);
  }

  /** All of them. */
  public GeneratedCode generate() {
    List<GeneratedFile> files = new ArrayList<>();
    List<QualifiedName> tooWide = new ArrayList<>();
    for (GeneratedType type : types.all()) {
      if (type instanceof GeneratedType.Choice choice) {
        files.add(file(choice, choice(choice)));
      } else if (type instanceof GeneratedType.Row row) {
        if (row.columns().stream().map(this::type).mapToInt(JavaType::slots).sum() > SLOTS) {
          tooWide.add(row.name());
        } else {
          files.add(file(row, row(row)));
        }
      }
    }
    return new GeneratedCode(files, tooWide);
  }

  private GeneratedFile file(GeneratedType type, String content) {
    String folder = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
    return new GeneratedFile(folder + names.of(type.name()) + ".java", content);
  }

  private String row(GeneratedType.Row row) {
    Map<Column, String> components = JavaNames.components(row.columns());
    Set<String> imports = new TreeSet<>();
    String list =
        row.columns().stream()
            .map(column -> "\n    " + declared(column, imports) + " " + components.get(column))
            .collect(Collectors.joining(","));
    return head(imports)
        + documentation(row, components)
        + marked()
        + "public record %s(%s) {}\n".formatted(names.of(row.name()), list);
  }

  private String marked() {
    return jspecify ? "@NullMarked\n" : "";
  }

  private String head(Set<String> imports) {
    if (jspecify) {
      imports.add(JSPECIFY + ".NullMarked");
    }
    return GeneratedCode.MARK
        + "\n"
        + (packageName.isEmpty() ? "" : "package " + packageName + ";\n")
        + "\n"
        + imports.stream().map("import %s;\n"::formatted).collect(Collectors.joining())
        + (imports.isEmpty() ? "" : "\n");
  }

  private String declared(Column column, Set<String> imports) {
    JavaType type = type(column);
    type.from().ifPresent(from -> imports.add(from + "." + plain(type.name())));
    imports.addAll(elements(types.shape(column.type())));
    if (!jspecify || !types.isNullable(column)) {
      return type.name();
    }
    imports.add(JSPECIFY + ".Nullable");
    return type.name().equals("byte[]") ? "byte @Nullable []" : "@Nullable " + type.name();
  }

  private static String plain(String generic) {
    int end = generic.indexOf('<');
    return end < 0 ? generic : generic.substring(0, end);
  }

  /** What a list is of has to be imported, too. */
  private List<String> elements(Shape shape) {
    List<String> imports = new ArrayList<>();
    Shape inner = shape;
    while (inner instanceof Shape.ListOf list) {
      inner = list.element();
    }
    JavaType type = type(inner);
    type.from().ifPresent(from -> imports.add(from + "." + type.name()));
    return imports;
  }

  private JavaType type(Column column) {
    JavaType type = type(types.shape(column.type()));
    return types.isNullable(column) ? type.asReference() : type;
  }

  /**
   * Lists, because records are compared by their components, and arrays are the same only if they
   * are one.
   */
  private JavaType type(Shape shape) {
    if (shape instanceof Shape.ListOf list) {
      return JavaType.imported(
          "java.util", "List<%s>".formatted(type(list.element()).asReference().name()));
    }
    if (shape instanceof Shape.Generated generated) {
      return JavaType.simple(names.of(generated.type()));
    }
    return JavaType.BUILT_IN.getOrDefault(((Shape.Scalar) shape).builtIn(), JavaType.TEXT);
  }

  private String documentation(GeneratedType.Row row, Map<Column, String> components) {
    List<String> lines = new ArrayList<>(summary(row));
    List<String> parameters = new ArrayList<>();
    for (Column column : row.columns()) {
      Optional<String> said = said(column);
      said.ifPresent(words -> parameters.addAll(tag("@param " + components.get(column), words)));
    }
    if (!parameters.isEmpty()) {
      lines.add("");
      lines.addAll(parameters);
    }
    return comment(lines);
  }

  private Optional<String> said(Column column) {
    String note = !jspecify && types.isNullable(column) ? "may be null" : "";
    String words = column.comment().map(JavaText::comment).orElse("");
    String both = words.isEmpty() || note.isEmpty() ? words + note : words + "; " + note;
    return Optional.of(both).filter(text -> !text.isEmpty());
  }

  private static List<String> tag(String start, String words) {
    List<String> lines = words.strip().lines().map(String::strip).toList();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      all.add(i == 0 ? start + " " + lines.get(i) : "    " + lines.get(i));
    }
    return all;
  }

  private static List<String> summary(GeneratedType type) {
    List<String> lines = new ArrayList<>();
    lines.add("%s <code>%s</code>.".formatted(type.what(), JavaText.comment(oneLine(type))));
    type.comment()
        .ifPresent(
            words -> {
              lines.add("");
              List<String> said =
                  JavaText.comment(words).strip().lines().map(String::strip).toList();
              lines.add("<p>" + said.get(0));
              lines.addAll(said.subList(1, said.size()));
            });
    return lines;
  }

  private static String oneLine(GeneratedType type) {
    return type.name().toString().replace('\n', ' ').replace('\r', ' ');
  }

  private static String comment(List<String> lines) {
    if (lines.size() == 1) {
      return "/** %s */\n".formatted(lines.get(0));
    }
    return lines.stream()
        .map(line -> line.isEmpty() ? " *\n" : " * " + line + "\n")
        .collect(Collectors.joining("", "/**\n", " */\n"));
  }

  private String choice(GeneratedType.Choice choice) {
    Map<String, String> constants = JavaNames.constants(choice.labels());
    String name = names.of(choice.name());
    String field = "label";
    while (constants.containsValue(field)) {
      field += "_";
    }
    String all =
        constants.entrySet().stream()
            .map(e -> "  %s(%s)".formatted(e.getValue(), JavaText.literal(e.getKey())))
            .collect(Collectors.joining(",\n"));
    return head(new TreeSet<>())
        + comment(summary(choice))
        + marked()
        + """
        public enum %1$s {
        %2$s;

          private final String %3$s;

          %1$s(String text) {
            this.%3$s = text;
          }

          /** As the database has it. */
          public String label() {
            return this.%3$s;
          }

          /**
           * The constant of a label.
           *
           * @throws IllegalArgumentException if there is none
           */
          public static %1$s of(String text) {
            for (%1$s constant : values()) {
              if (constant.%3$s.equals(text)) {
                return constant;
              }
            }
            throw new IllegalArgumentException("no label '" + text + "'");
          }
        }
        """
            .formatted(name, all, field);
  }
}
