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

import java.util.Map;
import java.util.Optional;

/**
 * A type of Java.
 *
 * @param name simple
 * @param from the package to import it from
 * @param boxed what it is where null or a type argument is possible, if it is a primitive
 */
record JavaType(String name, Optional<String> from, Optional<String> boxed) {

  /** Whatever it is, the driver has a text for it. */
  static final JavaType TEXT = simple("String");

  /** What the driver and Spring's mapping give for a type of PostgreSQL. */
  static final Map<String, JavaType> BUILT_IN =
      Map.ofEntries(
          Map.entry("bool", primitive("boolean", "Boolean")),
          Map.entry("int2", primitive("short", "Short")),
          Map.entry("int4", primitive("int", "Integer")),
          Map.entry("int8", primitive("long", "Long")),
          Map.entry("oid", primitive("long", "Long")),
          Map.entry("float4", primitive("float", "Float")),
          Map.entry("float8", primitive("double", "Double")),
          Map.entry("numeric", imported("java.math", "BigDecimal")),
          Map.entry("uuid", imported("java.util", "UUID")),
          Map.entry("date", imported("java.time", "LocalDate")),
          Map.entry("time", imported("java.time", "LocalTime")),
          Map.entry("timetz", imported("java.time", "OffsetTime")),
          Map.entry("timestamp", imported("java.time", "LocalDateTime")),
          Map.entry("timestamptz", imported("java.time", "OffsetDateTime")),
          Map.entry("bytea", simple("byte[]")));

  static JavaType simple(String name) {
    return new JavaType(name, Optional.empty(), Optional.empty());
  }

  private static JavaType primitive(String name, String boxed) {
    return new JavaType(name, Optional.empty(), Optional.of(boxed));
  }

  static JavaType imported(String from, String name) {
    return new JavaType(name, Optional.of(from), Optional.empty());
  }

  /** How many of the 255 slots of a constructor it takes. */
  int slots() {
    return name.equals("long") || name.equals("double") ? 2 : 1;
  }

  /** Where null is possible. */
  JavaType asReference() {
    return boxed.map(JavaType::simple).orElse(this);
  }
}
