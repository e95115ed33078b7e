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

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Says that the database does not let us in. The library says so itself, but here the platform's
 * script comes first.
 */
final class NoConnectionFailureAnalyzer
    extends AbstractFailureAnalyzer<CannotGetJdbcConnectionException> {

  @Override
  protected FailureAnalysis analyze(
      Throwable rootFailure, CannotGetJdbcConnectionException failure) {
    return new FailureAnalysis(
        "There is no connection to the database: "
            + NestedExceptionUtils.getMostSpecificCause(failure).getMessage(),
        "Look at DATABASE_URL or spring.datasource.*, or leave both out to run on an embedded"
            + " PostgreSQL.",
        failure);
  }
}
