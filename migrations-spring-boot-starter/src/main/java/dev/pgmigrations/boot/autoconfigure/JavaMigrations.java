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

package dev.pgmigrations.boot.autoconfigure;

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.boot.MigrationsTarget;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/** Which {@link JavaMigration} bean belongs to which target. */
final class JavaMigrations {

  private final Map<String, List<JavaMigration>> byTarget = new LinkedHashMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  private JavaMigrations() {}

  /**
   * Finds the beans.
   *
   * @param targets the names of all targets, those that are not enabled too
   */
  static JavaMigrations of(ListableBeanFactory beans, Collection<String> targets) {
    JavaMigrations found = new JavaMigrations();
    for (String name :
        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
            beans, JavaMigration.class, true, true)) {
      MigrationsTarget target =
          owner(beans, name).findAnnotationOnBean(name, MigrationsTarget.class);
      if (target != null) {
        found.named(beans, name, target.value(), targets);
      } else if (targets.size() == 1) {
        found.add(beans, name, targets.iterator().next());
      } else {
        found.problems.add(
            Diagnostic.error(
                    "no-target",
                    "the JavaMigration bean '%s' does not say which of the targets %s it belongs to"
                        .formatted(name, targets))
                .fix("mark it with @MigrationsTarget(\"<name>\")"));
      }
    }
    return found;
  }

  /** A factory knows nothing of the methods that make the beans of its parent. */
  private static ListableBeanFactory owner(ListableBeanFactory beans, String name) {
    return beans instanceof HierarchicalBeanFactory one
            && !one.containsLocalBean(name)
            && one.getParentBeanFactory() instanceof ListableBeanFactory parent
        ? owner(parent, name)
        : beans;
  }

  private void named(
      ListableBeanFactory beans, String name, String target, Collection<String> targets) {
    if (targets.contains(target)) {
      add(beans, name, target);
    } else {
      problems.add(
          Diagnostic.error(
                  "unknown-target",
                  "the JavaMigration bean '%s' belongs to '%s', which is no target%s"
                      .formatted(name, target, Nearest.hint(target, targets)))
              .fix("give one of " + targets));
    }
  }

  private void add(ListableBeanFactory beans, String name, String target) {
    byTarget
        .computeIfAbsent(target, any -> new ArrayList<>())
        .add(beans.getBean(name, JavaMigration.class));
  }

  /** Those of a target; which version comes first is not ours to say. */
  List<JavaMigration> of(String target) {
    return byTarget.getOrDefault(target, List.of());
  }

  /** Beans that belong nowhere. */
  List<Diagnostic> problems() {
    return problems;
  }
}
