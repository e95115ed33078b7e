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

package dev.pgmigrations.boot;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.util.ClassUtils;

/** Finds beans that probably use the database before the application is ready. */
final class EarlyDatabaseUsers {

  /** Classes that may be absent; Spring Batch moved its own. */
  private static final List<String> OTHERS =
      List.of(
          "org.springframework.batch.core.job.Job",
          "org.springframework.batch.core.Job",
          "jakarta.persistence.EntityManagerFactory");

  private final ListableBeanFactory beans;

  EarlyDatabaseUsers(ListableBeanFactory beans) {
    this.beans = beans;
  }

  /** Such as {@code ApplicationRunner importOrders}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    add(ApplicationRunner.class, names);
    add(CommandLineRunner.class, names);
    ClassLoader classLoader = EarlyDatabaseUsers.class.getClassLoader();
    for (String other : OTHERS) {
      if (ClassUtils.isPresent(other, classLoader)) {
        add(ClassUtils.resolveClassName(other, classLoader), names);
      }
    }
    return names;
  }

  private void add(Class<?> type, List<String> names) {
    for (String name : beans.getBeanNamesForType(type, true, false)) {
      names.add(type.getSimpleName() + " " + name);
    }
  }
}
