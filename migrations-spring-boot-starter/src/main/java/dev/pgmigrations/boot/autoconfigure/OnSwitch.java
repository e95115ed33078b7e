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

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Decides {@link ConditionalOnSwitch}. */
final class OnSwitch extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    MergedAnnotation<ConditionalOnSwitch> said =
        metadata.getAnnotations().get(ConditionalOnSwitch.class);
    String property = said.getString("value");
    boolean on = isOn(context.getEnvironment(), property, said.getBoolean("otherwise"));
    return new ConditionOutcome(
        on,
        ConditionMessage.forCondition(ConditionalOnSwitch.class, property)
            .because(on ? "it is on" : "it is off"));
  }

  /**
   * Whether the property is on.
   *
   * @throws org.springframework.boot.context.properties.bind.BindException if it is neither on nor
   *     off
   */
  static boolean isOn(Environment environment, String property, boolean otherwise) {
    return Binder.get(environment).bind(property, Boolean.class).orElse(otherwise);
  }

  /** Whether there are migrations in this application. */
  static boolean migrates(Environment environment) {
    return isOn(environment, "migrations.enabled", true);
  }
}
