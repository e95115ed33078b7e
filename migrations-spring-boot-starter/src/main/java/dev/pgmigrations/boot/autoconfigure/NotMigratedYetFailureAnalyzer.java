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
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.diagnostic.MigrationException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/**
 * Tells who misses a table during the start, because the migrations run only after it, how to have
 * them run before.
 *
 * <p>Hibernate need not be there: its exception is known by its name.
 */
final class NotMigratedYetFailureAnalyzer implements FailureAnalyzer {

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String VALIDATION =
      "org.hibernate.tool.schema.spi.SchemaManagementException";

  private final @Nullable BeanFactory beans;
  private final @Nullable Environment environment;

  /** Both may be absent, where an application fails very early. */
  NotMigratedYetFailureAnalyzer(@Nullable BeanFactory beans, @Nullable Environment environment) {
    this.beans = beans;
    this.environment = environment;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    if (Causes.find(failure, MigrationException.class::isInstance) != null || !runsWhenReady()) {
      return null;
    }
    Throwable missing = Causes.find(failure, NotMigratedYetFailureAnalyzer::isMissing);
    return missing == null || isMigrated() ? null : analysis(missing);
  }

  private static boolean isMissing(Throwable failure) {
    return failure instanceof SQLException sql
        ? UNDEFINED_TABLE.equals(sql.getSQLState())
        : failure.getClass().getName().equals(VALIDATION);
  }

  private boolean runsWhenReady() {
    if (environment == null || !OnSwitch.migrates(environment)) {
      return false;
    }
    String when = environment.getProperty("migrations.run-on", "ready");
    return when.equalsIgnoreCase("ready");
  }

  /** Only beans that exist are asked: the context may be closed by now. */
  private boolean isMigrated() {
    if (!(beans instanceof ListableBeanFactory all)) {
      return false;
    }
    return Arrays.stream(all.getBeanNamesForType(MigrationRunner.class, true, false))
        .filter(
            name ->
                all instanceof SingletonBeanRegistry registry && registry.containsSingleton(name))
        .map(name -> all.getBean(name, MigrationRunner.class))
        .flatMap(runner -> runner.reports().stream())
        .anyMatch(report -> report.state() == TargetReport.State.DONE);
  }

  private static FailureAnalysis analysis(Throwable missing) {
    String message = String.valueOf(missing.getMessage()).strip().lines().findFirst().orElse("");
    return new FailureAnalysis(
        "The start of the application needs a table that the migrations have not made yet: they run"
            + " when the application is ready, which is after it.\n\n    "
            + message,
        "Set migrations.run-on=startup to migrate before the beans that use the database. If no"
            + " migration makes this table, add one.",
        missing);
  }
}
