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

import dev.pgmigrations.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that an application migrates. A bean of this type replaces what the properties say.
 *
 * @param targets in the order in which they begin
 * @param waitsFor names of targets that must be done before one begins, where several run at a time
 * @param tenants further ones, after all of these
 */
public record MigrationTargets(
    List<MigrationTarget> targets, Map<String, Set<String>> waitsFor, TenantTargets tenants) {

  /**
   * Checks that the targets do not meet.
   *
   * @throws MigrationsConfigurationException if two have one name or, as far as is known without
   *     asking the database, one history; or if one waits for another that does not come before it
   */
  public MigrationTargets {
    targets = List.copyOf(targets);
    waitsFor = Map.copyOf(waitsFor);
    check(targets, SharedHistories.OF_TARGETS);
    checkOrder(targets, waitsFor);
  }

  /** Targets that wait for no other. */
  public MigrationTargets(List<MigrationTarget> targets) {
    this(targets, Map.of(), TenantTargets.NONE);
  }

  /** These, in this order. */
  public static MigrationTargets of(MigrationTarget... targets) {
    return new MigrationTargets(List.of(targets));
  }

  /** Whether further ones may be found when a run begins. */
  public boolean hasTenants() {
    return !tenants.equals(TenantTargets.NONE);
  }

  /**
   * Those of these names, of the tenants too; who waited for another no longer does. Names that
   * nobody has are nothing. The tenants are asked for only if a name is not that of a target.
   */
  public MigrationTargets only(Collection<String> names) {
    List<MigrationTarget> some =
        targets.stream().filter(target -> names.contains(target.name())).toList();
    Map<String, Set<String>> waits = new LinkedHashMap<>();
    for (MigrationTarget target : some) {
      Set<String> others = new HashSet<>(waitsFor.getOrDefault(target.name(), Set.of()));
      others.retainAll(names);
      waits.put(target.name(), others);
    }
    boolean all =
        names.stream().allMatch(name -> some.stream().anyMatch(t -> t.name().equals(name)));
    return new MigrationTargets(
        some,
        waits,
        hasTenants() && !all
            ? () ->
                tenants.targets().stream().filter(tenant -> names.contains(tenant.name())).toList()
            : TenantTargets.NONE);
  }

  /** Of each, in their order. */
  static List<String> names(List<MigrationTarget> targets) {
    List<String> names = new ArrayList<>();
    for (MigrationTarget target : targets) {
      names.add(target.name());
    }
    return names;
  }

  /**
   * That no two have one name or one history.
   *
   * @param fix what to do about one history
   */
  static void check(List<MigrationTarget> targets, String fix) {
    List<Diagnostic> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (MigrationTarget target : targets) {
      if (!names.add(target.name())) {
        problems.add(
            Diagnostic.error("one-name", "two targets have the name '%s'".formatted(target.name()))
                .fix("give each target a name of its own"));
      }
    }
    problems.addAll(SharedHistories.certain(targets, fix));
    MigrationsConfigurationException.throwIfAny(problems);
  }

  private static void checkOrder(List<MigrationTarget> targets, Map<String, Set<String>> waitsFor) {
    List<Diagnostic> problems = new ArrayList<>();
    Set<String> before = new HashSet<>();
    for (MigrationTarget target : targets) {
      for (String other : waitsFor.getOrDefault(target.name(), Set.of())) {
        if (!before.contains(other)) {
          problems.add(
              Diagnostic.error(
                      "target-order",
                      "the target '%s' waits for '%s', which does not come before it"
                          .formatted(target.name(), other))
                  .fix("list it before"));
        }
      }
      before.add(target.name());
    }
    MigrationsConfigurationException.throwIfAny(problems);
  }
}
