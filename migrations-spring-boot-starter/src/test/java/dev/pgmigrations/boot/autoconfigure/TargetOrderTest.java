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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TargetOrderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b.schema=x a.schema=x c.schema=x          | a b c
          a.order=2 b.order=1 c.schema=x            | b a c
          a.order=1 b.order=1 c.order=-5            | c a b
          a.after=c b.schema=x c.schema=x           | b c a
          a.after=b b.after=c c.schema=x            | c b a
          a.after=b,c b.schema=x c.schema=x         | b c a
          a.order=1 a.after=b b.order=2 c.order=3   | b a c
          a.after=b b.enabled=false b.after=c c.schema=x | c b a
          """)
  void targets_run_after_those_they_name_else_by_number_else_by_name(
      String written, String expected) {
    assertThat(TargetOrder.of(targets(written))).containsExactly(expected.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b.schema=x a.schema=x c.schema=x               | a: b: c:
          a.order=2 b.order=1 c.schema=x                 | b: a:b c:ba
          a.order=1 b.order=1 c.order=-5                 | c: a:c b:c
          a.after=c b.schema=x c.schema=x                | b: c: a:c
          a.after=b b.after=c c.schema=x                 | c: b:c a:cb
          a.order=1 a.after=b b.order=2 c.order=3        | b: a:b c:ba
          a.after=b b.enabled=false b.after=c c.schema=x | c: a:c
          """)
  void several_at_a_time_targets_wait_only_for_what_was_said(String written, String expected) {
    Map<String, Target> targets = targets(written);
    Set<String> present =
        targets.keySet().stream()
            .filter(name -> !Boolean.FALSE.equals(targets.get(name).enabled()))
            .collect(Collectors.toSet());

    String waits =
        TargetOrder.waitsFor(targets, present).entrySet().stream()
            .map(one -> one.getKey() + ":" + String.join("", one.getValue()))
            .collect(Collectors.joining(" "));

    assertThat(waits).isEqualTo(expected);
  }

  @Test
  void an_unknown_name_is_refused_with_the_one_that_was_meant() {
    assertThatThrownBy(() -> TargetOrder.of(targets("chats.after=user users.order=1")))
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessage(
            """
            [unknown-target] migrations.targets.chats.after names 'user', which is no target; did you mean 'users'?
              fix: give names of [chats, users]\
            """);
  }

  @Test
  void targets_that_wait_for_each_other_are_refused() {
    assertThatThrownBy(
            () -> TargetOrder.of(targets("a.after=b b.after=c c.after=d d.after=b e.order=1")))
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessage(
            """
            [target-cycle] migration targets wait for each other: b after c after d after b
              fix: remove one of these migrations.targets.<name>.after\
            """);
  }

  @Test
  void a_target_that_waits_for_itself_is_refused() {
    assertThatThrownBy(() -> TargetOrder.of(targets("a.after=a")))
        .hasMessageContaining("wait for each other: a after a");
  }

  private static Map<String, Target> targets(String written) {
    Map<String, String> properties = new HashMap<>();
    for (String pair : List.of(written.strip().split(" "))) {
      properties.put("t." + pair.split("=")[0], pair.split("=")[1]);
    }
    return new Binder(new MapConfigurationPropertySource(properties))
        .bind("t", Bindable.mapOf(String.class, Target.class))
        .get();
  }
}
