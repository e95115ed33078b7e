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

package dev.pgmigrations.cli.connection;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Variables of the environment or of a file; a blank one counts as absent.
 *
 * @param values by their names
 */
public record Variables(Map<String, String> values) {

  private static final Set<String> YES = Set.of("true", "1", "yes", "on");
  private static final Set<String> NO = Set.of("false", "0", "no", "off");

  public Variables {
    values = Map.copyOf(values);
  }

  /** The value, without blanks around it. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** The value as it is, blanks included: a password may have some. */
  Optional<String> secret(String name) {
    return Optional.ofNullable(values.get(name)).filter(v -> !v.isEmpty());
  }

  /** Whether it says {@code true}, {@code 1}, {@code yes} or {@code on}. */
  public boolean isTrue(String name) {
    return get(name).map(v -> v.toLowerCase(Locale.ROOT)).filter(YES::contains).isPresent();
  }

  /**
   * The same of a switch that protects, where a slip must not count as no.
   *
   * @throws ConnectionException if it says neither that nor {@code false}, {@code 0}, {@code no} or
   *     {@code off}
   */
  public boolean isOn(String name) {
    boolean on = isTrue(name);
    if (!on
        && get(name)
            .map(v -> v.toLowerCase(Locale.ROOT))
            .filter(v -> !NO.contains(v))
            .isPresent()) {
      throw new ConnectionException(
          "%s is neither on nor off".formatted(name), "write true or false");
    }
    return on;
  }

  /** Whether any of these is given. */
  boolean hasAny(String... names) {
    for (String name : names) {
      if (get(name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** These, and of the others those that are not among them. */
  Variables orElse(Variables others) {
    Map<String, String> all = new HashMap<>(others.values);
    all.putAll(values);
    return new Variables(all);
  }
}
