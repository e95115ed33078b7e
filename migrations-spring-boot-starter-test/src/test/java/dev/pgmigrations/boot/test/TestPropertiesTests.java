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

package dev.pgmigrations.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.boot.autoconfigure.MigrationsAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class TestPropertiesTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withInitializer(new TestPropertiesInitializer())
          .withBean(SimpleDriverDataSource.class)
          .withConfiguration(AutoConfigurations.of(MigrationsAutoConfiguration.class));

  @Test
  void test_properties_may_stand_beside_those_of_the_starter() {
    runner
        .withPropertyValues("migrations.test.server=embedded", "migrations.schema=app")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void other_unknown_properties_are_still_refused_and_named_alone() {
    runner
        .withPropertyValues("migrations.test.server=embedded", "migrations.shema=app")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage("The elements [migrations.shema] were left unbound."));
  }
}
