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

import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Target;
import dev.pgmigrations.diagnostic.Nearest;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Names the property that was probably meant. Comes before Boot's own analyzer, which prints the
 * value: that of a misspelt password, say.
 */
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException>
    implements Ordered {

  private static final String TARGETS = MigrationsProperties.PREFIX + ".targets.";

  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, BindException cause) {
    if (!cause.getName().toString().equals(MigrationsProperties.PREFIX)
        || !(cause.getCause() instanceof UnboundConfigurationPropertiesException unbound)) {
      return null;
    }
    Map<Boolean, List<ConfigurationProperty>> byKnown =
        unbound.getUnboundProperties().stream()
            .collect(Collectors.partitioningBy(UnknownPropertyFailureAnalyzer::isKnown));
    List<ConfigurationProperty> unknown = byKnown.getOrDefault(false, List.of());
    List<ConfigurationProperty> empty = byKnown.getOrDefault(true, List.of());
    List<String> what = new ArrayList<>();
    List<String> action = new ArrayList<>();
    if (!unknown.isEmpty()) {
      what.add("There is no such property of the migrations:\n\n" + lines(unknown));
      action.add("Correct the name, or remove the property.");
    }
    if (!empty.isEmpty()) {
      what.add("A property of the migrations has no value:\n\n" + lines(empty));
      action.add("Give it a value, or remove the property.");
    }
    return new FailureAnalysis(String.join("\n\n", what), String.join(" ", action), cause);
  }

  /** Spring Boot takes a number or a time that is empty for one that it could not make use of. */
  private static boolean isKnown(ConfigurationProperty property) {
    return knownBeside(property.getName().toString()).stream()
        .anyMatch(known -> ConfigurationPropertyName.of(known).equals(property.getName()));
  }

  private static String lines(List<ConfigurationProperty> properties) {
    return properties.stream()
        .map(UnknownPropertyFailureAnalyzer::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(ConfigurationProperty property) {
    String name = property.getName().toString();
    String origin = property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    String hint = isKnown(property) ? "" : Nearest.hint(name, knownBeside(name));
    return "    " + name + origin + hint;
  }

  /** The names that could stand in its place. */
  private static List<String> knownBeside(String name) {
    int dot = name.indexOf('.', TARGETS.length());
    return name.startsWith(TARGETS) && dot > 0
        ? names(name.substring(0, dot), Target.class)
        : names(MigrationsProperties.PREFIX, MigrationsProperties.class);
  }

  private static List<String> names(String prefix, Class<?> type) {
    List<String> names = new ArrayList<>();
    RecordComponent[] components = type.getRecordComponents();
    Parameter[] parameters = type.getDeclaredConstructors()[0].getParameters();
    for (int i = 0; i < components.length; i++) {
      Name given = parameters[i].getAnnotation(Name.class);
      String name =
          prefix
              + "."
              + (given == null
                  ? DataObjectPropertyName.toDashedForm(components[i].getName())
                  : given.value());
      if (components[i].getType().isRecord()) {
        names.addAll(names(name, components[i].getType()));
      } else {
        names.add(name);
      }
    }
    return names;
  }
}
