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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@PostgresTest
class PgBouncerTest {

  @Test
  void two_clients_share_one_backend(TestDatabase database) {
    assumeTrue(PgBouncer.find().isPresent(), "pgbouncer is not on the PATH");
    try (PgBouncer bouncer = PgBouncer.before(database, 1)) {
      assertThat(pid(bouncer)).isEqualTo(pid(bouncer));
    }
  }

  private static int pid(PgBouncer bouncer) {
    return JdbcClient.create(bouncer.dataSource())
        .sql("select pg_backend_pid()")
        .query(Integer.class)
        .single();
  }
}
