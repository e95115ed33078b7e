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

import dev.pgmigrations.boot.MigrationRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The assistant's maintenance, run as its migrations are run: statement by statement where a
 * transaction is refused, in its schema. While migrations run, the starter holds the schedule.
 */
@Component
@EnableScheduling
class Maintenance {

  private static final Resource DAILY = new ClassPathResource("maintenance/daily.sql");
  private static final Resource WEEKLY = new ClassPathResource("maintenance/weekly.sql");
  private static final Resource MONTHLY = new ClassPathResource("maintenance/monthly.sql");

  private final MigrationRunner migrations;

  Maintenance(MigrationRunner migrations) {
    this.migrations = migrations;
  }

  @Scheduled(cron = "${sample.maintenance.daily}")
  void daily() {
    run(DAILY);
  }

  @Scheduled(cron = "${sample.maintenance.weekly}")
  void weekly() {
    run(WEEKLY);
  }

  @Scheduled(cron = "${sample.maintenance.monthly}")
  void monthly() {
    run(MONTHLY);
  }

  private void run(Resource script) {
    migrations.migrator("assistant").execute(script);
  }
}
