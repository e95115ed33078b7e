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

package dev.pgmigrations.testsupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.asm.ClassReader;

/**
 * What holds for the code of every module; a module's test names it by implementing this. Which
 * package may use which is for each module to say, in a test of its own.
 */
public interface Conventions {

  Pattern EMPTY_WORDS = Pattern.compile("(.*(Manager|Utils?|Impl|Helper)|Abstract.*)");

  Pattern LOCAL_DIGITS = Pattern.compile("%[0-9$,+(-]*[d]");

  /** The tag of a string in the constants of a class file. */
  int STRING = 8;

  /** Any class of the module's main code. */
  Class<?> oneOfTheModule();

  @Test
  default void names_say_what_a_class_is() {
    assertNone(type -> EMPTY_WORDS.matcher(type.getSimpleName()).matches());
  }

  @Test
  default void no_static_state() {
    assertNone(type -> Arrays.stream(type.getDeclaredFields()).anyMatch(Conventions::isState));
  }

  @Test
  default void every_package_is_null_marked() {
    assertNone(type -> !type.getPackage().isAnnotationPresent(NullMarked.class));
  }

  /** {@code %d} writes the digits of the locale, which neither SQL nor who reads a log knows. */
  @Test
  default void numbers_have_the_same_digits_everywhere() {
    assertNone(type -> strings(type).anyMatch(text -> LOCAL_DIGITS.matcher(text).find()));
  }

  private static Stream<String> strings(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      ClassReader reader = new ClassReader(Objects.requireNonNull(in, file));
      char[] buffer = new char[reader.getMaxStringLength()];
      return IntStream.range(1, reader.getItemCount())
          .map(reader::getItem)
          .filter(at -> at > 0 && reader.readByte(at - 1) == STRING)
          .mapToObj(at -> reader.readUTF8(at, buffer))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isState(Field field) {
    return Modifier.isStatic(field.getModifiers())
        && !Modifier.isFinal(field.getModifiers())
        && !field.isSynthetic(); // what measures coverage adds some
  }

  private void assertNone(Predicate<Class<?>> wrong) {
    List<Class<?>> classes = classes();
    assertFalse(classes.isEmpty(), "there are classes");
    assertEquals(List.of(), classes.stream().filter(wrong).toList());
  }

  private List<Class<?>> classes() {
    try {
      Path root =
          Path.of(oneOfTheModule().getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(name -> name.endsWith(".class") && !name.contains("META-INF"))
            .filter(name -> !name.contains("__")) // what Spring writes ahead of time
            .<Class<?>>map(this::load)
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replaceAll("[/\\\\]", ".");
    try {
      return Class.forName(name, false, oneOfTheModule().getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
