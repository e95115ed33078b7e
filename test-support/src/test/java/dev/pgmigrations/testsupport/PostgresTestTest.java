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

package dev.pgmigrations.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

@PostgresTest
class PostgresTestTest {

  private static final List<TestDatabase> SEEN = new ArrayList<>();

  @PostgresTest
  static class OneDatabaseEach {

    private final TestDatabase fromConstructor;

    OneDatabaseEach(TestDatabase database) {
      fromConstructor = database;
    }

    @Test
    void one(TestDatabase database) {
      assertThat(database).isSameAs(fromConstructor);
      SEEN.add(database);
    }

    @Test
    void other(TestDatabase database) {
      assertThat(database).isSameAs(fromConstructor);
      SEEN.add(database);
    }
  }

  @PostgresTest
  static class OneDatabaseForAll {

    @BeforeAll
    static void take(TestDatabase database) {
      SEEN.add(database);
    }

    @Test
    void one(TestDatabase database) {
      SEEN.add(database);
    }

    @Test
    void other(TestDatabase database) {
      SEEN.add(database);
    }
  }

  @Test
  void each_test_gets_a_database_that_is_dropped_after_it(TestDatabase observer) {
    run(OneDatabaseEach.class);

    assertThat(new HashSet<>(SEEN)).hasSize(2);
    assertThat(existing(observer)).isEmpty();
  }

  @Test
  void a_database_taken_before_all_tests_is_shared_by_them(TestDatabase observer) {
    run(OneDatabaseForAll.class);

    assertThat(SEEN).hasSize(3);
    assertThat(new HashSet<>(SEEN)).hasSize(1);
    assertThat(existing(observer)).isEmpty();
  }

  private static void run(Class<?> testClass) {
    SEEN.clear();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .execute()
        .testEvents()
        .assertStatistics(tests -> tests.succeeded(2).failed(0));
  }

  private static Set<String> existing(TestDatabase observer) {
    return Set.copyOf(
        observer
            .jdbc()
            .sql("select datname from pg_database where datname in (:names)")
            .param("names", SEEN.stream().map(TestDatabase::name).toList())
            .query(String.class)
            .list());
  }
}
