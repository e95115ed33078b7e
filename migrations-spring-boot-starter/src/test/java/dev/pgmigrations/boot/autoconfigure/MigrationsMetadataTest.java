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

import com.jayway.jsonpath.JsonPath;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.RunOn;
import dev.pgmigrations.boot.RunPolicy;
import dev.pgmigrations.plan.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

class MigrationsMetadataTest {

  private final Map<String, Map<String, Object>> properties = properties();

  @Test
  void every_property_is_described() {
    assertThat(properties).hasSizeGreaterThan(20);
    assertThat(properties)
        .allSatisfy(
            (name, property) ->
                assertThat((String) property.get("description"))
                    .matches("[A-Z].*\\.")
                    .doesNotStartWith("The "));
    assertThat(properties)
        .allSatisfy(
            (name, property) -> {
              if ("java.lang.Boolean".equals(property.get("type"))) {
                assertThat((String) property.get("description")).startsWith("Whether to ");
              }
            });
  }

  @Test
  void every_default_is_that_of_the_core() {
    MigratorSettings core = MigratorSettings.defaults();
    Policies policies = core.policies();
    Map<String, Object> expected = new HashMap<>();
    expected.put("migrations.enabled", true);
    expected.put("migrations.run-on", text(RunOn.READY));
    expected.put("migrations.mode", text(MigrationsProperties.Mode.MIGRATE));
    expected.put("migrations.wait.poll-interval", "1s");
    expected.put("migrations.gate.http.enabled", true);
    expected.put("migrations.gate.http.retry-after", "5s");
    expected.put("migrations.gate.scheduling.enabled", true);
    expected.put("migrations.gate.async.enabled", false);
    expected.put("migrations.gate.async.timeout", "5m");
    expected.put("migrations.parallel", RunPolicy.DEFAULT.parallel());
    expected.put("migrations.locations", core.locations().stream().map(Object::toString).toList());
    expected.put("migrations.history-table", core.historyTable().toString());
    expected.put("migrations.lock.strategy", text(core.lockStrategy()));
    expected.put("migrations.connect-retry", text(core.connectRetry()));
    expected.put("migrations.retry.enabled", true);
    expected.put(
        "migrations.retry.lock-timeouts",
        core.retry().lockTimeouts().stream().map(MigrationsMetadataTest::text).toList());
    expected.put("migrations.retry.first-pause", text(core.retry().firstPause()));
    expected.put("migrations.retry.longest-pause", text(core.retry().longestPause()));
    expected.put("migrations.watch.enabled", core.watch().enabled());
    expected.put("migrations.watch.statements", core.watch().statements());
    expected.put("migrations.out-of-order", text(policies.outOfOrder()));
    expected.put("migrations.changed", text(policies.changed()));
    expected.put("migrations.missing", text(policies.missing()));
    expected.put("migrations.ahead", text(policies.ahead()));
    expected.put("migrations.empty", text(policies.empty()));
    expected.put("migrations.seeds.enabled", false);
    expected.put("migrations.seeds.allow-production", false);
    expected.put("migrations.production", false);
    expected.put("migrations.fail-on-pending", false);
    expected.put("migrations.rollback.all", false);
    expected.put("management.health.migrations.enabled", true);
    expected.put("management.info.migrations.enabled", false);

    Map<String, Object> told = new TreeMap<>();
    properties.forEach(
        (name, property) -> {
          if (property.containsKey("defaultValue") && !name.startsWith("management.endpoint.")) {
            told.put(name, property.get("defaultValue"));
          }
        });

    assertThat(told).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(core.schema()).isEmpty();
    assertThat(core.role()).isEmpty();
    assertThat(core.baseline()).isEmpty();
    assertThat(core.lockTimeout()).isEmpty();
    assertThat(core.seedLocations()).isEmpty();
    assertThat(core.initSql()).isEmpty();
    assertThat(core.placeholders().isEmpty()).isTrue();
    assertThat(core.application()).isEqualTo("pgmigrations");
  }

  @Test
  void the_readme_lists_every_property_with_its_default() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    Map<String, String> rows = new TreeMap<>();
    for (String line : readme.substring(readme.indexOf("## Properties")).lines().toList()) {
      String[] cells = line.split("\\|", -1);
      if (line.startsWith("| `") && cells.length > 3) {
        for (String name : cells[1].replace("`", "").split(",", -1)) {
          rows.putIfAbsent(
              "migrations." + name.strip().replace(".<name>.*", "").replace(".*", ""),
              cells[2].replace("`", ""));
        }
      }
    }

    properties.forEach(
        (name, property) -> {
          if (name.startsWith("migrations.")) {
            assertThat(rows).containsKey(name);
            if (property.get("defaultValue") instanceof List<?> values) {
              assertThat(rows.get(name)).contains(values.get(0).toString());
            } else if (property.containsKey("defaultValue")) {
              assertThat(rows.get(name)).contains(property.get("defaultValue").toString());
            }
          }
        });
  }

  @Test
  void the_readme_lists_no_property_that_is_not_there() throws IOException {
    List<String> names =
        Files.readAllLines(Path.of("..", "README.md")).stream()
            .dropWhile(line -> !line.equals("## Properties"))
            .takeWhile(line -> !line.equals("## When it runs"))
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].split(",", -1)))
            .map(name -> "migrations." + name.replace("`", "").strip())
            .toList();

    assertThat(names).hasSizeGreaterThan(20);
    TreeSet<String> target = new TreeSet<>();
    names(MigrationsProperties.Target.class).forEach(name -> target.add(dashed(name)));
    for (String name : names) {
      if (name.startsWith("migrations.targets.<name>.")) {
        assertThat(name.substring("migrations.targets.<name>.".length()))
            .satisfiesAnyOf(
                of -> assertThat(of).isEqualTo("*"), of -> assertThat(target).contains(of));
      } else {
        assertThat(properties).containsKey(name.replace(".*", ""));
      }
    }
  }

  /** An IDE then shows what each value means, not only that it exists. */
  @Test
  void every_value_of_a_closed_set_is_explained() throws Exception {
    Map<String, List<Map<String, String>>> hints = hints();
    int closed = 0;
    for (var property : properties.entrySet()) {
      Class<?> type = type((String) property.getValue().get("type"));
      if (type.isEnum() && property.getKey().startsWith("migrations.")) {
        closed++;
        assertThat(hints).containsKey(property.getKey());
        assertThat(hints.get(property.getKey()))
            .extracting(value -> value.get("value"))
            .containsExactlyInAnyOrderElementsOf(
                Arrays.stream(type.getEnumConstants())
                    .map(value -> text((Enum<?>) value))
                    .toList());
      }
    }
    assertThat(closed).isGreaterThan(5);
    hints.values().stream()
        .flatMap(List::stream)
        .forEach(value -> assertThat(value.get("description")).isNotBlank().endsWith("."));
    assertThat(properties.keySet()).containsAll(hints.keySet());
  }

  @Test
  void what_is_deprecated_says_what_replaces_it() {
    properties.forEach(
        (name, property) -> {
          if (property.get("deprecation") instanceof Map<?, ?> deprecation) {
            assertThat(deprecation.containsKey("replacement") || deprecation.containsKey("reason"))
                .as(name)
                .isTrue();
          }
        });
  }

  private static Class<?> type(String name) {
    try {
      return ClassUtils.forName(name.replaceFirst("<.*", ""), null);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The values of each hint, by the property. */
  private static Map<String, List<Map<String, String>>> hints() throws IOException {
    try (InputStream in =
        MigrationsProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      List<Map<String, Object>> all = JsonPath.parse(in).read("$.hints");
      Map<String, List<Map<String, String>>> hints = new TreeMap<>();
      for (Map<String, Object> hint : all) {
        hints.put((String) hint.get("name"), values(hint));
      }
      return hints;
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, String>> values(Map<String, Object> hint) {
    return (List<Map<String, String>>) hint.get("values");
  }

  /** The property that a variable of the environment sets, as Spring Boot takes it. */
  static String propertyOf(String variable) {
    String plain = variable.replace("_", "").toLowerCase(Locale.ROOT);
    return properties().keySet().stream()
        .filter(name -> name.replaceAll("[.-]", "").equals(plain))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no property is set by " + variable));
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void targets_have_the_properties_of_the_engine_and_three_of_their_own() {
    TreeSet<String> top = names(MigrationsProperties.class);
    TreeSet<String> target = names(MigrationsProperties.Target.class);

    top.removeAll(
        List.of("runOn", "mode", "waiting", "gate", "parallel", "continueOnFailure", "targets"));
    top.removeAll(List.of("command", "target", "rollback", "failOnPending"));
    target.removeAll(List.of("order", "after", "dataSource"));
    assertThat(target).isEqualTo(top);
  }

  private static TreeSet<String> names(Class<?> type) {
    TreeSet<String> names = new TreeSet<>();
    for (var component : type.getRecordComponents()) {
      names.add(component.getName());
    }
    return names;
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private static Map<String, Map<String, Object>> properties() {
    try (InputStream in =
        MigrationsProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      List<Map<String, Object>> all = JsonPath.parse(in).read("$.properties");
      Map<String, Map<String, Object>> properties = new TreeMap<>();
      all.forEach(property -> properties.put((String) property.get("name"), property));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
