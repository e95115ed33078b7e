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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MigrationsMetadataTest {

  private final Map<String, Map<String, Object>> properties = properties();

  @Test
  void every_property_is_described() {
    assertThat(properties).hasSizeGreaterThan(20);
    assertThat(properties)
        .allSatisfy(
            (name, property) ->
                assertThat((String) property.get("description"))
                    .isNotBlank()
                    .endsWith(".")
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
    expected.put("migrations.out-of-order", text(policies.outOfOrder()));
    expected.put("migrations.changed", text(policies.changed()));
    expected.put("migrations.missing", text(policies.missing()));
    expected.put("migrations.ahead", text(policies.ahead()));
    expected.put("migrations.empty", text(policies.empty()));
    expected.put("migrations.seeds.enabled", false);
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
  void targets_have_the_properties_of_the_engine_and_three_of_their_own() {
    TreeSet<String> top = names(MigrationsProperties.class);
    TreeSet<String> target = names(MigrationsProperties.Target.class);

    top.removeAll(
        List.of("runOn", "mode", "waiting", "gate", "parallel", "continueOnFailure", "targets"));
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
    return value.name().toLowerCase(Locale.ROOT);
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
