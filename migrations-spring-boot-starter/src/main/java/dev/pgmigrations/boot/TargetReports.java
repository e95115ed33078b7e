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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** How the targets fared; safe to use from several threads. */
final class TargetReports {

  private final Map<String, TargetReport> byName = new ConcurrentHashMap<>();

  /** A run begins. */
  void allWait(Collection<String> names) {
    for (String name : names) {
      byName.put(name, TargetReport.waiting(name));
    }
  }

  /** Those that still wait are again what they were before the run. */
  void doNotWait(List<TargetReport> before) {
    for (TargetReport then : before) {
      change(then.target(), now -> now.state() == TargetReport.State.WAITING ? then : now);
    }
  }

  /** Others are forgotten, new ones wait. */
  void areOf(Collection<String> names) {
    names.forEach(name -> byName.putIfAbsent(name, TargetReport.waiting(name)));
    byName.keySet().retainAll(names);
  }

  void change(String name, UnaryOperator<TargetReport> change) {
    byName.computeIfPresent(name, (key, before) -> change.apply(before));
  }

  boolean isDone(String name) {
    TargetReport report = byName.get(name);
    return report != null && report.state() == TargetReport.State.DONE;
  }

  /** Those of these, in this order. */
  List<TargetReport> of(Collection<String> names) {
    List<TargetReport> some = new ArrayList<>();
    for (String name : names) {
      TargetReport report = byName.get(name);
      if (report != null) {
        some.add(report);
      }
    }
    return some;
  }

  /** Of many tenants, those that had nothing to do say so only together. */
  String summary(List<String> tenants, Duration took) {
    List<TargetReport> all = of(tenants);
    int failed = count(all, TargetReport.State.FAILED);
    int waiting = count(all, TargetReport.State.WAITING);
    int changed =
        count(
            all.stream().filter(r -> r.migrated().filter(m -> !m.isNothing()).isPresent()).toList(),
            TargetReport.State.DONE);
    return "%s %s in %s ms: %s migrated, %s up to date%s%s"
        .formatted(
            all.size(),
            all.size() == 1 ? "tenant" : "tenants",
            took.toMillis(),
            changed,
            all.size() - changed - failed - waiting,
            failed == 0 ? "" : ", %s failed".formatted(failed),
            waiting == 0 ? "" : ", %s not tried".formatted(waiting));
  }

  private static int count(List<TargetReport> reports, TargetReport.State state) {
    return (int) reports.stream().filter(report -> report.state() == state).count();
  }
}
