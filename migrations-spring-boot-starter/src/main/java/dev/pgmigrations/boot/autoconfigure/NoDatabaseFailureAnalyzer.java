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

import dev.pgmigrations.boot.Causes;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Names {@code migrations.url} beside {@code spring.datasource.url} where neither is set. Comes
 * before Spring Boot's own analyzer, which knows only of its {@code DataSource} and speaks of
 * embedded databases.
 */
final class NoDatabaseFailureAnalyzer implements FailureAnalyzer, Ordered {

  /** Hidden by Spring Boot, so known by its name. */
  private static final String FAILURE =
      "org.springframework.boot.jdbc.autoconfigure.DataSourceProperties$DataSourceBeanCreationException";

  private final @Nullable Environment environment;

  /** It may be absent, where an application fails very early. */
  NoDatabaseFailureAnalyzer(@Nullable Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    if (environment == null
        || !OnSwitch.migrates(environment)
        || isSet("spring.datasource.url")
        || isSet("migrations.url")) {
      return null;
    }
    Throwable found = Causes.find(failure, at -> at.getClass().getName().equals(FAILURE));
    return found == null ? null : analysis(environment, found);
  }

  private boolean isSet(String property) {
    return environment != null && StringUtils.hasText(environment.getProperty(property));
  }

  private static FailureAnalysis analysis(Environment environment, Throwable cause) {
    String[] profiles = environment.getActiveProfiles();
    return new FailureAnalysis(
        "There is no database: neither spring.datasource.url nor migrations.url is set.",
        "Set spring.datasource.url. If only the migrations use a database, set migrations.url"
            + " instead. If the url belongs to a profile, activate that; active "
            + (profiles.length == 0 ? "is none now." : "now: " + String.join(", ", profiles) + "."),
        cause);
  }
}
