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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

@PostgresTest
class HistoryCorpusTest {

  @Test
  void a_corpus_says_what_runs_and_what_comes_of_it() {
    HistoryCorpus corpus = HistoryCorpus.orSkip("diesel-crates-io");

    assertThat(corpus.steps()).hasSize(285);
    assertThat(corpus.steps().get(0))
        .isEqualTo(
            new HistoryCorpus.Step(
                1,
                "00000000000000_diesel_initial_setup",
                corpus.files().resolve("00000000000000_diesel_initial_setup/up.sql"),
                true,
                true));
    assertThat(corpus.steps())
        .extracting(HistoryCorpus.Step::file)
        .allMatch(f -> f.toFile().isFile());
    assertThat(corpus.expectedRows()).containsKey("public.api_tokens");
    assertThat(corpus.preSql()).isEmpty();
    assertThat(corpus.file("downs.tsv")).isPresent();
  }

  @Test
  void the_roles_of_a_corpus_are_those_it_grants_to() {
    assertThat(HistoryCorpus.orSkip("pgmigrations-supabase-storage").roles())
        .containsExactly("anon", "authenticated", "service_role", "supabase_storage_admin");
    assertThat(HistoryCorpus.orSkip("dbmate-cloak").roles())
        .containsExactly("cloak_application", "cloak_authentication", "cloak_readonly");
  }

  @Test
  void an_absent_corpus_skips_the_test() {
    assertThat(HistoryCorpus.of("no-such-corpus")).isEmpty();
    assertThatThrownBy(() -> HistoryCorpus.orSkip("no-such-corpus"))
        .isInstanceOf(TestAbortedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dbmate-cloak",
        "diesel-crates-io",
        "dump-chinook",
        "flyway-marquez",
        "goose-nais-api",
        "mybatis-picthor",
        "pairs-svix",
        "pgmigrations-supabase-storage"
      })
  void the_expected_schema_can_be_restored_and_read(
      String name, TestDatabase one, TestDatabase another) {
    HistoryCorpus corpus = HistoryCorpus.orSkip(name);
    boolean nullsNotDistinct = name.equals("goose-nais-api");
    assumeTrue(
        Postgres.majorVersion() >= 15 || !nullsNotDistinct,
        "NULLS NOT DISTINCT came with PostgreSQL 15");

    corpus.restoreExpectedSchema(one);
    corpus.restoreExpectedSchema(another);

    assertThat(one.snapshot().items()).hasSizeGreaterThan(40);
    assertThat(one.snapshot().differencesFrom(another.snapshot())).isEmpty();
  }
}
