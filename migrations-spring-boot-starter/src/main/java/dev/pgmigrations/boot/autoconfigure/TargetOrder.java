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

import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Target;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Which target runs when: after those it names, else by its number, else by its name. */
final class TargetOrder {

  private final Map<String, Target> targets;

  private TargetOrder(Map<String, Target> targets) {
    this.targets = new TreeMap<>(targets);
  }

  /**
   * The names in order.
   *
   * @throws MigrationsConfigurationException if a target is after one that does not exist, or some
   *     wait for each other
   */
  static List<String> of(Map<String, Target> targets) {
    TargetOrder order = new TargetOrder(targets);
    MigrationsConfigurationException.throwIfAny(order.unknown());
    return order.sorted();
  }

  /**
   * Which of {@code present} must be done before each begins, where several run at a time: those it
   * names, directly or by others, and those with a lower number. Of the order it is only what was
   * said.
   */
  static Map<String, Set<String>> waitsFor(Map<String, Target> targets, Set<String> present) {
    TargetOrder order = new TargetOrder(targets);
    Map<String, Set<String>> waits = new LinkedHashMap<>();
    List<String> before = new ArrayList<>();
    for (String name : order.sorted()) {
      Set<String> others = new LinkedHashSet<>();
      for (String other : before) {
        if (order.after(name).contains(other) || order.number(other) < order.number(name)) {
          others.addAll(Objects.requireNonNull(waits.get(other)));
          others.add(other);
        }
      }
      waits.put(name, others);
      before.add(name);
    }
    waits.keySet().retainAll(present);
    for (Set<String> others : waits.values()) {
      others.retainAll(present);
    }
    return waits;
  }

  private List<Diagnostic> unknown() {
    List<Diagnostic> problems = new ArrayList<>();
    for (String name : targets.keySet()) {
      for (String other : after(name)) {
        if (!targets.containsKey(other)) {
          problems.add(
              Diagnostic.error(
                      "unknown-target",
                      "migrations.targets.%s.after names '%s', which is no target%s"
                          .formatted(name, other, Nearest.hint(other, targets.keySet())))
                  .fix("give names of " + targets.keySet()));
        }
      }
    }
    return problems;
  }

  private List<String> sorted() {
    List<String> left = new ArrayList<>(targets.keySet());
    left.sort(Comparator.comparingInt(this::number)); // equals stay by name
    List<String> sorted = new ArrayList<>();
    while (!left.isEmpty()) {
      String next =
          left.stream()
              .filter(name -> sorted.containsAll(after(name)))
              .findFirst()
              .orElseThrow(() -> cycle(left));
      left.remove(next);
      sorted.add(next);
    }
    return sorted;
  }

  private int number(String name) {
    return Objects.requireNonNullElse(target(name).order(), Integer.MAX_VALUE);
  }

  private List<String> after(String name) {
    return Objects.requireNonNullElse(target(name).after(), List.of());
  }

  private Target target(String name) {
    return Objects.requireNonNull(targets.get(name));
  }

  /** Follows the names until one comes again: from there on they are a circle. */
  private MigrationsConfigurationException cycle(List<String> left) {
    List<String> path = new ArrayList<>();
    String name = left.get(0);
    while (!path.contains(name)) {
      path.add(name);
      name = after(name).stream().filter(left::contains).findFirst().orElseThrow();
    }
    path.add(name);
    String circle = String.join(" after ", path.subList(path.indexOf(name), path.size()));
    return new MigrationsConfigurationException(
        List.of(
            Diagnostic.error("target-cycle", "migration targets wait for each other: " + circle)
                .fix("remove one of these migrations.targets.<name>.after")));
  }
}
