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

import java.time.Duration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** How long a unit may take when the application stops: somewhat less than Spring waits. */
public final class ShutdownGrace {

  private static final String PROPERTY = "spring.lifecycle.timeout-per-shutdown-phase";
  private static final Duration DEFAULT = Duration.ofSeconds(30);
  private static final Duration MOST_LEFT = Duration.ofSeconds(5);

  private ShutdownGrace() {}

  /** What the application's shutdown leaves to it. */
  public static Duration of(Environment environment) {
    return within(
        environment.containsProperty(PROPERTY)
            ? Binder.get(environment).bind(PROPERTY, Bindable.of(Duration.class)).orElse(DEFAULT)
            : DEFAULT);
  }

  private static Duration within(Duration shutdownPhase) {
    Duration left = shutdownPhase.dividedBy(4);
    return shutdownPhase.minus(left.compareTo(MOST_LEFT) < 0 ? left : MOST_LEFT);
  }
}
