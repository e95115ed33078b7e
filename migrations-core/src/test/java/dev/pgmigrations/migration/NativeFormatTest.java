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

package dev.pgmigrations.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeFormatTest {

  private final NativeFormat format = new NativeFormat();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "001_create_users.sql | Versioned[version=1, description=create users]",
        "20240101120000_a.sql | Versioned[version=20240101120000, description=a]",
        "1.2_a b.SQL | Versioned[version=1.2, description=a b]",
        "R_views.sql | Repeatable[description=views]",
        "rollback_003_conversations.sql | Rollback[version=3]",
        "rollback_3.sql | Rollback[version=3]",
        "rollback_all.sql | RollbackAll[]",
        "seed_test_data.sql | Seed[description=test data]",
      })
  void knows_its_files(String name, String role) {
    assertThat(format.roleOf(name)).map(Object::toString).contains(role);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"users.sql", "R__views.sql", "V1__a.sql", "1-a.sql", "rollback_x.sql", "1_.sql"})
  void knows_no_others(String name) {
    assertThat(format.roleOf(name)).isEqualTo(Optional.empty());
  }
}
