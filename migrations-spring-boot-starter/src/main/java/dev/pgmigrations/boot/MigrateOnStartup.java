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

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.beans.factory.InitializingBean;

/**
 * Migrates while the application's beans are made. Beans that Spring Boot knows to use the database
 * (JPA, {@code JdbcClient}, Quartz, Spring Session) wait for this one, and those with
 * {@code @DependsOnDatabaseInitialization} do.
 *
 * <p>It exists whenever the migrations do and finds out when asked whether there is anything to do:
 * the order of beans is fixed when an application is built ahead of time, its properties are not.
 */
public final class MigrateOnStartup implements InitializingBean {

  private final Supplier<MigrationRunner> runner;
  private final RunOn runOn;
  private final Duration grace;

  /**
   * Does nothing unless {@code runOn} is {@link RunOn#STARTUP}.
   *
   * @param runner asked for only then, so that what it is made of may use the database otherwise
   * @param grace for the unit that is under way when the process is asked to end
   */
  public MigrateOnStartup(Supplier<MigrationRunner> runner, RunOn runOn, Duration grace) {
    this.runner = runner;
    this.runOn = runOn;
    this.grace = grace;
  }

  @Override
  public void afterPropertiesSet() {
    if (runOn == RunOn.STARTUP) {
      ShutdownHook.during(runner.get(), grace);
    }
  }
}
