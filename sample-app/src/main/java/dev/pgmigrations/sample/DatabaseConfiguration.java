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

package dev.pgmigrations.sample;

import dev.pgmigrations.DatabaseUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Which database: the one of {@code spring.datasource.url}, else the one of {@code DATABASE_URL},
 * else an embedded one.
 *
 * <p>Boot makes the {@code DataSource} from these details, and so closes it before them: the
 * embedded server stops after the last connection is closed.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  @Bean
  @Conditional(NoDataSourceUrl.class)
  JdbcConnectionDetails database(
      @Value("${DATABASE_URL:}") String url,
      @Value("${sample.data-directory:}") String dataDirectory) {
    if (!url.isBlank()) {
      return GivenDatabase.of(url);
    }
    return EmbeddedDatabase.start(
        dataDirectory.isBlank() ? EmbeddedDatabase.defaultDirectory() : Path.of(dataDirectory));
  }

  /** The database of {@code DATABASE_URL}. No record: the text of a record tells the password. */
  private static final class GivenDatabase implements JdbcConnectionDetails {

    private final DatabaseUrl url;

    private GivenDatabase(DatabaseUrl url) {
      this.url = url;
    }

    static GivenDatabase of(String url) {
      try {
        return new GivenDatabase(DatabaseUrl.parse(url));
      } catch (IllegalArgumentException e) {
        throw new FailureAnalyzedException(
            "DATABASE_URL cannot be used: " + e.getMessage(),
            "Correct it, or leave it out to run on an embedded PostgreSQL.",
            e);
      }
    }

    @Override
    public String getJdbcUrl() {
      return url.jdbcUrl();
    }

    @Override
    public @Nullable String getUsername() {
      return url.username().orElse(null);
    }

    @Override
    public @Nullable String getPassword() {
      return url.password().orElse(null);
    }
  }

  static final class NoDataSourceUrl implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
    }
  }
}
