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
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
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
    String wrong =
        unbound.getUnboundProperties().stream()
            .map(UnknownPropertyFailureAnalyzer::line)
            .collect(Collectors.joining("\n"));
    return new FailureAnalysis(
        "There is no such property of the migrations:\n\n" + wrong,
        "Correct the name, or remove the property.",
        cause);
  }

  private static String line(ConfigurationProperty property) {
    String name = property.getName().toString();
    String origin = property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    return "    " + name + origin + Nearest.hint(name, knownBeside(name));
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
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
      if (component.getType().isRecord()) {
        names.addAll(names(name, component.getType()));
      } else {
        names.add(name);
      }
    }
    return names;
  }
}
