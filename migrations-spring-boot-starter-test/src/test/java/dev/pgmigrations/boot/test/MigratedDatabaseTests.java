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

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.boot.autoconfigure.MigrationsAutoConfiguration;
import dev.pgmigrations.boot.test.MigratedDatabase.Refresh;
import dev.pgmigrations.migration.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.ContextHierarchy;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.jdbc.Sql;
import org.springframework.test.context.jdbc.Sql.ExecutionPhase;
import org.springframework.test.context.junit.jupiter.SpringExtension;

class MigratedDatabaseTests {

  private static final String FOLDER = "cases.folder";

  /** What a case saw: where it was, and which run had migrated that. */
  private record Seen(String database, String run, long books, int stepsOfApplication) {}

  private static final List<Seen> SEEN = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void migrations() throws IOException {
    SEEN.clear();
    System.setProperty(FOLDER, folder.toString());
    Files.writeString(folder.resolve("1_book.sql"), "create table book (id bigint primary key);\n");
  }

  @AfterEach
  void forgetFolder() {
    System.clearProperty(FOLDER);
  }

  @Test
  void contexts_of_all_sorts_get_clones_of_one_template() {
    succeed(OneCase.class, OtherCase.class, JdbcCase.class, JpaCase.class, OwnDataSourceCase.class);

    assertThat(SEEN).hasSize(5);
    assertThat(SEEN).extracting(Seen::database).doesNotHaveDuplicates();
    assertThat(SEEN).extracting(Seen::run).containsOnly(SEEN.get(0).run());
    assertThat(SEEN).extracting(Seen::stepsOfApplication).containsOnly(0);
  }

  /** Roles are of the whole server: what a migration makes of them shows how often it ran. */
  @Test
  void sixty_contexts_cost_one_migration() throws IOException {
    Files.writeString(
        folder.resolve("2_trace.sql"),
        """
        do $$
        begin
          execute format('create role sixty_%s', txid_current());
        end $$;
        """);
    JdbcClient server = JdbcClient.create(PostgresServer.embedded().dataSource("postgres"));

    succeed(SixtyContexts.class);

    List<String> made =
        server
            .sql("select rolname from pg_roles where rolname like 'sixty\\_%'")
            .query(String.class)
            .list();
    made.forEach(role -> server.sql("drop role " + role).update());
    assertThat(SEEN).hasSize(60);
    assertThat(SEEN).extracting(Seen::database).doesNotHaveDuplicates();
    assertThat(SEEN).extracting(Seen::run).containsOnly(SEEN.get(0).run());
    assertThat(SEEN).extracting(Seen::stepsOfApplication).containsOnly(0);
    assertThat(made).hasSize(1);
  }

  @Test
  void a_changed_file_makes_a_new_template() throws IOException {
    succeed(UnchangedCase.class);
    Files.writeString(folder.resolve("2_note.sql"), "alter table book add note text;\n");
    succeed(ChangedCase.class);

    assertThat(SEEN).hasSize(2);
    assertThat(SEEN).extracting(Seen::run).doesNotHaveDuplicates();
    assertThat(SEEN).extracting(Seen::stepsOfApplication).containsOnly(0);
  }

  @Test
  void each_method_gets_a_clone_when_asked() {
    succeed(MethodCase.class);

    assertThat(SEEN).extracting(Seen::books).containsExactly(0L, 0L, 0L);
    assertThat(SEEN).extracting(Seen::database).doesNotHaveDuplicates();
  }

  @Test
  void each_class_gets_a_clone_though_the_context_is_shared() {
    succeed(FirstClassCase.class, SecondClassCase.class);

    assertThat(SEEN).extracting(Seen::books).containsExactly(1L, 2L, 1L, 2L);
    assertThat(SEEN).extracting(Seen::database).containsExactly(at(0), at(0), at(2), at(2));
    assertThat(at(0)).isNotEqualTo(at(2));
  }

  @Test
  void classes_may_share_the_clone_of_their_context() {
    succeed(FirstContextCase.class, SecondContextCase.class);

    assertThat(SEEN).extracting(Seen::books).containsExactly(0L, 1L);
    assertThat(at(0)).isEqualTo(at(1));
  }

  @Test
  void who_wants_a_clone_of_its_own_does_not_get_the_one_that_others_have_shared() {
    succeed(SharingCase.class, OwnCloneCase.class);
    succeed(SharingBeforeMethodsCase.class, OwnCloneForMethodsCase.class);

    assertThat(SEEN).extracting(Seen::books).containsExactly(0L, 0L, 0L, 0L);
    assertThat(SEEN).extracting(Seen::database).doesNotHaveDuplicates();
  }

  @Test
  void a_class_that_runs_beside_another_one_takes_not_its_clone() throws Exception {
    TestContextManager first = new TestContextManager(FirstBesideCase.class);
    TestContextManager second = new TestContextManager(SecondBesideCase.class);
    first.beforeTestClass();
    FirstBesideCase test = new FirstBesideCase();
    first.prepareTestInstance(test);

    assertThatThrownBy(second::beforeTestClass)
        .hasMessageContaining("run at the same time")
        .hasMessageContaining("$FirstBesideCase and ");
    test.looks();
    first.afterTestClass();

    second.beforeTestClass();
    SecondBesideCase next = new SecondBesideCase();
    second.prepareTestInstance(next);
    next.looks();
    second.afterTestClass();
    assertThat(SEEN).extracting(Seen::database).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void beans_of_the_application_may_wrap_its_data_source() {
    succeed(WrappedCase.class);

    assertThat(SEEN).extracting(Seen::stepsOfApplication).containsExactly(0);
  }

  @Test
  void a_later_clone_has_the_tenants_that_the_application_has_migrated() {
    succeed(FirstTenantsCase.class, SecondTenantsCase.class);

    assertThat(SEEN).extracting(Seen::database).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void a_migration_in_java_may_use_beans_of_the_application() {
    succeed(JavaCase.class);

    assertThat(SEEN).extracting(Seen::books).containsExactly(1L);
  }

  @Test
  void a_parent_context_whose_data_source_is_not_replaced_is_not_tested_by_mistake() {
    assertThat(
            run(ChildCase.class).testEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow()))
        .singleElement(as(InstanceOfAssertFactories.THROWABLE))
        .rootCause()
        .hasMessageEndingWith("put @MigratedDatabase also on the class that configures the parent");
  }

  @Test
  void clones_go_with_their_context() {
    succeed(ClosedCase.class);

    assertThat(PostgresServer.embedded().exists(at(0))).isFalse();
  }

  @Test
  void a_failing_migration_fails_the_test_and_leaves_no_template() throws IOException {
    Files.writeString(folder.resolve("2_note.sql"), "alter table nobook add note text;\n");

    EngineExecutionResults results = run(FailingCase.class);

    assertThat(results.testEvents().failed().count()).isEqualTo(1);
    assertThat(
            PostgresServer.embedded().databases().stream()
                .filter(name -> name.startsWith("pgm_build_")))
        .isEmpty();
  }

  private static String at(int index) {
    return SEEN.get(index).database();
  }

  private static void succeed(Class<?>... cases) {
    run(cases).testEvents().assertStatistics(statistics -> statistics.failed(0).skipped(0));
  }

  private static EngineExecutionResults run(Class<?>... cases) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(
            Arrays.stream(cases).map(type -> selectClass(type)).toArray(ClassSelector[]::new))
        .execute();
  }

  private static void see(DataSource dataSource, MigrationRunner runner) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    SEEN.add(
        new Seen(
            jdbc.sql("select current_database()").query(String.class).single(),
            jdbc.sql("select distinct run_id from migration_history").query(String.class).single(),
            jdbc.sql("select count(*) from book").query(Long.class).single(),
            runner.reports().get(0).migrated().orElseThrow().steps().size()));
  }

  /** Cases run from the tests above only, whoever else finds them. */
  static final class WithinTests implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return System.getProperty(FOLDER) == null
          ? ConditionEvaluationResult.disabled("part of another test")
          : ConditionEvaluationResult.enabled("within a test");
    }
  }

  @ExtendWith(WithinTests.class)
  abstract static class Case {

    @Autowired DataSource dataSource;
    @Autowired MigrationRunner runner;

    @Test
    void looks() {
      see(dataSource, runner);
    }
  }

  @MigratedDatabase
  @SpringBootTest(properties = "case=one")
  static class OneCase extends Case {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=other")
  static class OtherCase extends Case {}

  @MigratedDatabase
  @JdbcTest
  static class JdbcCase extends Case {}

  @MigratedDatabase
  @DataJpaTest
  static class JpaCase extends Case {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=own")
  static class OwnDataSourceCase extends Case {

    @TestConfiguration
    static class Own {

      @Bean
      DataSource books() {
        return new SimpleDriverDataSource(
            new org.postgresql.Driver(), "jdbc:postgresql://nowhere/");
      }
    }
  }

  @MigratedDatabase
  @SpringBootTest(properties = "case=java")
  static class JavaCase extends Case {

    @TestConfiguration
    static class Migrations {

      @Bean
      JavaMigration firstBook(JdbcTemplate jdbc) {
        return new FirstBook(jdbc);
      }
    }
  }

  /**
   * Asks the application's beans, as those do that need more than the connection they are given.
   */
  private record FirstBook(JdbcTemplate beans) implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("2");
    }

    @Override
    public String description() {
      return "first book";
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("insert into book select count(*) from pg_class where relname = :name")
          .param(
              "name",
              beans.queryForObject(
                  "select min(relname) from pg_class where relname = 'book'", String.class))
          .update();
    }
  }

  @ContextHierarchy(@ContextConfiguration(name = "parent", classes = ParentCase.Parent.class))
  @ExtendWith({WithinTests.class, SpringExtension.class})
  abstract static class ParentCase {

    @Configuration
    static class Parent {

      @Bean
      DataSource dataSource() {
        return new SimpleDriverDataSource(
            new org.postgresql.Driver(), "jdbc:postgresql://nowhere/");
      }
    }
  }

  @MigratedDatabase
  @ContextHierarchy(@ContextConfiguration(name = "child", classes = ChildCase.Child.class))
  static class ChildCase extends ParentCase {

    @Autowired DataSource dataSource;

    @Test
    void looks() {
      assertThat(dataSource).isInstanceOf(ClonedDataSource.class);
    }

    @Configuration
    static class Child {}
  }

  @MigratedDatabase
  @SpringBootTest(properties = "case=beside")
  static class FirstBesideCase extends Case {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=beside")
  static class SecondBesideCase extends Case {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=unchanged")
  static class UnchangedCase extends Case {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=changed")
  static class ChangedCase extends Case {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=failing")
  static class FailingCase extends Case {}

  @MigratedDatabase
  @DirtiesContext
  @SpringBootTest(properties = "case=closed")
  static class ClosedCase extends Case {}

  @MigratedDatabase(refresh = Refresh.METHOD)
  @SpringBootTest(properties = "case=method")
  static class MethodCase extends Case {

    @Autowired JdbcClient jdbc;

    @Test
    void writes() {
      looks();
      jdbc.sql("insert into book values (1)").update();
    }

    @Test
    void writes_the_same() {
      looks();
      jdbc.sql("insert into book values (1)").update();
    }
  }

  @Sql(
      statements = "insert into book values (1)",
      executionPhase = ExecutionPhase.BEFORE_TEST_CLASS)
  @TestMethodOrder(MethodOrderer.MethodName.class)
  abstract static class ClassCase extends Case {

    @Autowired JdbcClient jdbc;

    @Test
    void writes() {
      jdbc.sql("insert into book values (2)").update();
      looks();
    }
  }

  @MigratedDatabase
  @SpringBootTest(properties = "case=class")
  static class FirstClassCase extends ClassCase {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=class")
  static class SecondClassCase extends ClassCase {}

  @MigratedDatabase(refresh = Refresh.CONTEXT)
  @SpringBootTest(properties = "case=context")
  static class FirstContextCase extends WritingCase {}

  @MigratedDatabase(refresh = Refresh.CONTEXT)
  @SpringBootTest(properties = "case=context")
  static class SecondContextCase extends Case {}

  abstract static class WritingCase extends Case {

    @Test
    @Override
    void looks() {
      super.looks();
      JdbcClient.create(dataSource).sql("insert into book values (7)").update();
    }
  }

  @MigratedDatabase(refresh = Refresh.CONTEXT)
  @SpringBootTest(properties = "case=sharing")
  static class SharingCase extends WritingCase {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=sharing")
  static class OwnCloneCase extends WritingCase {}

  @MigratedDatabase(refresh = Refresh.CONTEXT)
  @SpringBootTest(properties = "case=sharing-methods")
  static class SharingBeforeMethodsCase extends WritingCase {}

  @MigratedDatabase(refresh = Refresh.METHOD)
  @SpringBootTest(properties = "case=sharing-methods")
  static class OwnCloneForMethodsCase extends WritingCase {}

  @MigratedDatabase
  @SpringBootTest(properties = "case=wrapped")
  static class WrappedCase extends Case {

    @TestConfiguration
    static class Wrapping {

      @Bean
      static BeanPostProcessor wrapping() {
        return new BeanPostProcessor() {
          @Override
          public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource wrapped ? new Wrapper(wrapped) : bean;
          }
        };
      }
    }

    static final class Wrapper extends DelegatingDataSource {

      Wrapper(DataSource wrapped) {
        super(wrapped);
      }
    }
  }

  @Import(TenantsCase.Acme.class)
  abstract static class TenantsCase extends Case {

    @Test
    @Override
    void looks() {
      super.looks();
      assertThat(
              JdbcClient.create(dataSource)
                  .sql("select count(*) from acme.book")
                  .query(Long.class)
                  .single())
          .isZero();
    }

    @TestConfiguration
    static class Acme {

      @Bean
      Tenants tenants() {
        return () -> List.of(Tenant.ofSchema("acme"));
      }
    }
  }

  @MigratedDatabase
  @SpringBootTest(properties = {"case=tenants", "migrations.targets.main.schema=public"})
  static class FirstTenantsCase extends TenantsCase {}

  @MigratedDatabase
  @SpringBootTest(properties = {"case=tenants", "migrations.targets.main.schema=public"})
  static class SecondTenantsCase extends TenantsCase {}

  /** With as little in them as will do: it is their number that counts. */
  @MigratedDatabase
  @DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
  @SpringBootTest(classes = SixtyContexts.Small.class, properties = "case=sixty")
  @ExtendWith(WithinTests.class)
  static class SixtyContexts {

    @Autowired DataSource dataSource;
    @Autowired MigrationRunner runner;

    @RepeatedTest(60)
    void looks() {
      see(dataSource, runner);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, MigrationsAutoConfiguration.class})
    static class Small {}
  }
}
