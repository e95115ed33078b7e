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

import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.MigrationRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Takes the files of the locations that are configured at build time into a native image. Others,
 * given at run time, must be of the file system there.
 */
final class LocationsAotProcessor implements BeanFactoryInitializationAotProcessor {

  @Override
  public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    if (beans.getBeanNamesForType(MigrationRunner.class, true, false).length == 0
        || !beans.containsBean("environment")) {
      return null;
    }
    List<String> locations = locations(beans.getBean("environment", Environment.class));
    return (generation, code) ->
        MigrationsRuntimeHints.register(generation.getRuntimeHints().resources(), locations);
  }

  private static List<String> locations(Environment environment) {
    Binder binder = Binder.get(environment);
    Set<String> texts = new TreeSet<>();
    texts.add(MigratorSettings.DEFAULT_LOCATION);
    texts.addAll(said(binder, MigrationsProperties.PREFIX));
    binder
        .bind(MigrationsProperties.PREFIX + ".targets", Bindable.mapOf(String.class, Object.class))
        .orElse(Map.of())
        .keySet()
        .forEach(
            name -> texts.addAll(said(binder, MigrationsProperties.PREFIX + ".targets." + name)));
    return MigratorSettings.builder().locations(List.copyOf(texts)).build().locations().stream()
        .map(Object::toString)
        .toList();
  }

  private static List<String> said(Binder binder, String prefix) {
    List<String> texts = new ArrayList<>();
    for (String name : List.of(".locations", ".seeds.locations")) {
      texts.addAll(binder.bind(prefix + name, Bindable.listOf(String.class)).orElse(List.of()));
    }
    return texts;
  }
}
