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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whole applications with Spring Boot's JDBC starter and nothing that says which database. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class NoDataSourceTest {

  private final TestDatabase database;

  NoDataSourceTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void a_url_of_the_migrations_is_enough_to_start(CapturedOutput output) {
    try (var context =
        start(
            Application.class,
            "--migrations.url=" + database.postgresUrl(),
            "--spring.jmx.enabled=true")) {
      assertThat(tables()).contains("users");
      assertThat(context.getBeanProvider(DataSource.class).stream()).isEmpty();
      assertThat(context.getBeanProvider(JdbcTemplate.class).stream()).isEmpty();
      assertThat(output).contains("the application gets no DataSource");
    }
  }

  @Test
  void so_are_urls_of_all_targets() {
    start(
            Application.class,
            "--migrations.targets.a.url=" + database.postgresUrl(),
            "--migrations.targets.a.schema=a",
            "--migrations.targets.b.url=" + database.postgresUrl(),
            "--migrations.targets.b.schema=b")
        .close();

    assertThat(tables())
        .containsExactly("migration_history", "migration_history", "users", "users");
  }

  @Test
  void it_runs_at_startup_too() {
    start(
            Application.class,
            "--migrations.url=" + database.postgresUrl(),
            "--migrations.run-on=startup")
        .close();

    assertThat(tables()).contains("users");
  }

  @Test
  void with_neither_both_properties_are_named(CapturedOutput output) {
    assertThatThrownBy(() -> start(Application.class));

    assertThat(output.getAll())
        .contains(
            """
            Description:

            There is no database: neither spring.datasource.url nor migrations.url is set.

            Action:

            Set spring.datasource.url. If only the migrations use a database, set migrations.url instead. If the url belongs to a profile, activate that; active is none now.
            """)
        .doesNotContain("embedded")
        .doesNotContain("\tat ");
  }

  @Test
  void a_half_configured_data_source_is_left_to_spring_boot(CapturedOutput output) {
    assertThatThrownBy(
        () ->
            start(
                Application.class,
                "--migrations.url=" + database.postgresUrl(),
                "--spring.datasource.username=me"));

    assertThat(output.getAll())
        .contains("Failed to configure a DataSource: 'url' attribute is not");
  }

  @Test
  void a_data_source_of_the_application_s_stays() {
    try (var context = start(OwnDataSource.class, "--migrations.url=" + database.postgresUrl())) {
      assertThat(context.getBean(DataSource.class).getClass().getSimpleName())
          .isEqualTo("PGSimpleDataSource");
    }
  }

  @Test
  void connection_details_stay_and_need_no_property_at_all() {
    try (var context = start(Details.class, "--migrations.url=" + database.postgresUrl())) {
      assertThat(context.getBean(JdbcTemplate.class).queryForList("select id from users"))
          .isEmpty();
    }
    start(Details.class, "--migrations.schema=again").close();

    assertThat(tables()).containsSequence("users", "users");
  }

  @Test
  void without_the_migrations_spring_boot_says_what_it_always_says(CapturedOutput output) {
    assertThatThrownBy(() -> start(Application.class, "--migrations.enabled=false"));

    assertThat(output.getAll()).contains("Failed to configure a DataSource");
  }

  @Test
  void a_url_that_leads_nowhere_stops_the_application_with_exit_code_1(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                start(
                    Application.class,
                    "--migrations.url=postgres://me:secret@localhost:1/none",
                    "--migrations.connect-retry=0"))
        .isInstanceOf(TargetFailedException.class);

    assertThat(output.getAll())
        .containsOnlyOnce("APPLICATION FAILED TO START")
        .contains(
            """
            The database could not be migrated:

            [08001] no connection to the database: Connection to localhost:1 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
              kept: everything as it was

            Action:

            See that the server runs and that host and port in the url are right.
            """)
        .doesNotContain("secret")
        .doesNotContain("\tat ");
  }

  /** H2 is on the class path of the tests; with it Spring Boot needs no url. */
  private ConfigurableApplicationContext start(Class<?> application, String... arguments) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.setResourceLoader(new DefaultResourceLoader(new FilteredClassLoader("org.h2")));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--test.url=" + database.jdbcUrl());
    all.add("--test.username=" + database.username());
    all.add("--test.password=" + database.password());
    all.add("--spring.main.banner-mode=off");
    return app.run(all.toArray(String[]::new));
  }

  private List<String> tables() {
    return database
        .jdbc()
        .sql(
            """
            select tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema') order by 1\
            """)
        .query(String.class)
        .list();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class OwnDataSource {

    @Bean
    DataSource own(Environment environment) {
      var dataSource = new org.postgresql.ds.PGSimpleDataSource();
      dataSource.setUrl(environment.getRequiredProperty("test.url"));
      dataSource.setUser(environment.getRequiredProperty("test.username"));
      dataSource.setPassword(environment.getRequiredProperty("test.password"));
      return dataSource;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Details {

    @Bean
    JdbcConnectionDetails details(Environment environment) {
      return new JdbcConnectionDetails() {
        @Override
        public String getUsername() {
          return environment.getRequiredProperty("test.username");
        }

        @Override
        public String getPassword() {
          return environment.getRequiredProperty("test.password");
        }

        @Override
        public String getJdbcUrl() {
          return environment.getRequiredProperty("test.url");
        }
      };
    }
  }
}
