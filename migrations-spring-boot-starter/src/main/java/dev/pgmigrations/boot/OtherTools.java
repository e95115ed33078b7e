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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Warns where Flyway or Liquibase migrate as well: each knows nothing of what the other did. */
final class OtherTools {

  private static final Logger log = LoggerFactory.getLogger(OtherTools.class);

  private static final Map<String, String> TOOLS =
      new TreeMap<>(
          Map.of(
              "Flyway", "org.flywaydb.core.Flyway",
              "Liquibase", "liquibase.integration.spring.SpringLiquibase"));

  private final ListableBeanFactory beans;
  private final @Nullable ClassLoader classLoader;

  /** Looks for their classes by {@code classLoader}, or by the default one. */
  OtherTools(ListableBeanFactory beans, @Nullable ClassLoader classLoader) {
    this.beans = beans;
    this.classLoader = classLoader;
  }

  void warn() {
    for (Map.Entry<String, String> tool : TOOLS.entrySet()) {
      List<String> names = names(tool.getValue());
      if (!names.isEmpty()) {
        log.warn(
            "{} is there, too (bean {}). Neither knows what the other has applied: let one of"
                + " them migrate a schema, and switch the other off with spring.{}.enabled=false"
                + " or migrations.enabled=false",
            tool.getKey(),
            String.join(", ", names),
            tool.getKey().toLowerCase(Locale.ROOT));
      }
    }
  }

  /** Makes no bean. */
  private List<String> names(String type) {
    if (!ClassUtils.isPresent(type, classLoader)) {
      return List.of();
    }
    return Arrays.asList(
        beans.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader), true, false));
  }
}
