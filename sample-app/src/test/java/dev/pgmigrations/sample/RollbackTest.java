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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** Down to nothing, and up again to the same. */
@SampleTest
class RollbackTest {

  private static final Set<String> PHRASES = Set.of("DELETE CHATS TABLE");

  private static final String[] HISTORIES = {
    "learning.migration_history",
    "chats.migration_history",
    "counsel.migration_history",
    "public.chatbot_history",
    "assistant.migration_history"
  };

  @Autowired TestDatabase database;
  @Autowired MigrationRunner migrations;

  @Test
  void everything_undone_leaves_the_histories_and_everything_applied_again_is_the_same() {
    migrations.run();
    CatalogSnapshot whole = database.snapshot();

    List<String> reversed = new ArrayList<>(migrations.targets());
    Collections.reverse(reversed);
    assertThat(reversed).containsExactly("assistant", "chatbot", "counsel", "chats", "learning");
    reversed.forEach(t -> migrations.migrator(t).rollback(new Goal.RollbackAll(PHRASES)));

    try (TestDatabase empty = withThePlatformAlone()) {
      assertThat(database.snapshot(HISTORIES).differencesFrom(empty.snapshot())).isEmpty();
    }

    migrations.run();
    assertThat(database.snapshot().differencesFrom(whole)).isEmpty();
  }

  /** The schemas are there as well: the library makes them, and never drops one. */
  private static TestDatabase withThePlatformAlone() {
    TestDatabase empty = Postgres.create();
    ResourceDatabasePopulator platform =
        new ResourceDatabasePopulator(new ClassPathResource("platform/auth.sql"));
    platform.setSeparator(ScriptUtils.EOF_STATEMENT_SEPARATOR);
    platform.execute(empty.dataSource());
    empty.execute(
        "create schema learning; create schema chats; create schema counsel; create schema assistant");
    return empty;
  }

  @ParameterizedTest
  @ValueSource(strings = {"learning", "chats", "counsel", "chatbot", "assistant"})
  void each_version_goes_down_and_up_again_to_the_same(String target) {
    migrations.run();
    Migrator migrator = migrations.migrator(target);
    Map<Version, CatalogSnapshot> down = new HashMap<>();
    List<Version> versions = versions(migrator.status());
    for (int i = versions.size() - 1; i >= 0; i--) {
      down.put(versions.get(i), database.snapshot());
      migrator.rollback(new Goal.RollbackLast(1, PHRASES));
    }
    for (Version version : versions) {
      migrator.migrate(version);
      CatalogSnapshot before = down.get(version);
      assertThat(database.snapshot().differencesFrom(before)).as(version.toString()).isEmpty();
    }
  }

  private static List<Version> versions(StatusReport status) {
    return status.rows().stream().flatMap(row -> row.id().version().stream()).toList();
  }
}
