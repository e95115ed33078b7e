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

package dev.pgmigrations.boot.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.util.ClassUtils;

/**
 * The class files of a class and of all that it names, and so on, as far as they lie where it does
 * or in a folder: what is being worked on. Not seen are classes that are only named by texts, the
 * insides of libraries, and resources that the code reads.
 */
final class ClassFiles {

  /** Of an entry in the constant pool. */
  private static final int CLASS = 7;

  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final ClassLoader classLoader;
  private final String home;

  private ClassFiles(ClassLoader classLoader, String home) {
    this.classLoader = classLoader;
    this.home = home;
  }

  /** The contents by name; empty for a class that has no file. */
  static SortedMap<String, byte[]> of(Class<?> type) {
    Class<?> written = written(type);
    ClassLoader classLoader = written.getClassLoader();
    String name = ClassUtils.convertClassNameToResourcePath(written.getName());
    URL url = classLoader == null ? null : classLoader.getResource(name + ".class");
    if (classLoader == null || url == null) {
      return new TreeMap<>();
    }
    String text = url.toString();
    ClassFiles all =
        new ClassFiles(classLoader, text.substring(0, text.length() - name.length() - 6));
    all.add(name);
    while (!all.open.isEmpty()) {
      all.read(all.open.remove());
    }
    return all.files;
  }

  /** That of a proxy is made in memory. */
  private static Class<?> written(Class<?> type) {
    Class<?> written = type;
    while (written.getSuperclass() != null
        && written.getSuperclass() != Object.class
        && written.getResource("/" + path(written)) == null) {
      written = written.getSuperclass();
    }
    return written;
  }

  private static String path(Class<?> type) {
    return ClassUtils.convertClassNameToResourcePath(type.getName()) + ".class";
  }

  /** Once: a search of the class path takes its time. */
  private void add(String name) {
    if (seen.add(name)) {
      open.add(name);
    }
  }

  private void read(String name) {
    URL url = classLoader.getResource(name + ".class");
    if (!isOwn(url)) {
      return;
    }
    try (InputStream stream = url.openStream()) {
      byte[] content = stream.readAllBytes();
      files.put(name, content);
      ClassReader reader = new ClassReader(content);
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int offset = reader.getItem(i);
        if (offset > 0 && content[offset - 1] == CLASS) {
          add(element(reader.readUTF8(offset, buffer)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isOwn(@Nullable URL url) {
    return url != null && (url.getProtocol().equals("file") || url.toString().startsWith(home));
  }

  /** Of an array: {@code [[Lcom/example/Name;}. */
  private static String element(String name) {
    return name.startsWith("[") ? name.replaceFirst("^\\[+L?", "").replaceFirst(";$", "") : name;
  }
}
