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
import static org.assertj.core.api.Assertions.tuple;

import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.RunMode;
import dev.pgmigrations.boot.RunPolicy;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.history.TableName;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Policies;
import dev.pgmigrations.plan.Policies.OutOfOrder;
import dev.pgmigrations.plan.Policies.Reaction;
import dev.pgmigrations.watch.WatchSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;

class MigrationsPropertiesTest {

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(MigrationsAutoConfiguration.class))
          .withPropertyValues("migrations.url=jdbc:postgresql://localhost/never-connected");

  @Test
  void nothing_said_is_what_the_core_does_by_default() {
    application.run(
        context -> {
          MigrationTarget target = only(context.getBean(MigrationTargets.class));
          assertThat(target.settings()).isEqualTo(MigratorSettings.defaults());
          assertThat(target.name()).isEqualTo("default");
          assertThat(target.to()).isEmpty();
          assertThat(target.seeds()).isFalse();
        });
  }

  @Test
  void every_property_arrives() {
    target(
        target -> {
          MigratorSettings settings = target.settings();
          assertThat(settings.locations()).hasToString("[classpath:db/a, file:/srv/b]");
          assertThat(settings.schema()).contains("app");
          assertThat(settings.historyTable()).isEqualTo(TableName.of("admin.history"));
          assertThat(settings.role()).contains("owner");
          assertThat(settings.baseline()).contains(Version.of("7"));
          assertThat(settings.placeholders().value("tenantName")).isEqualTo("acme");
          assertThat(settings.lockTimeout()).contains(Duration.ofMinutes(5));
          assertThat(settings.lockStrategy()).isEqualTo(LockStrategy.TRANSACTION);
          assertThat(settings.connectRetry()).isEqualTo(Duration.ofMinutes(2));
          assertThat(settings.retry())
              .isEqualTo(
                  new RetrySchedule(
                      List.of(Duration.ofMillis(300), Duration.ofSeconds(2)),
                      Duration.ofMillis(50),
                      Duration.ofSeconds(10)));
          assertThat(settings.watch()).isEqualTo(new WatchSettings(false, false));
          assertThat(settings.policies())
              .isEqualTo(
                  new Policies(
                      OutOfOrder.REFUSE,
                      Reaction.WARN,
                      Reaction.WARN,
                      Reaction.FAIL,
                      Reaction.WARN));
          assertThat(settings.seedLocations()).hasToString("[classpath:db/seeds]");
          assertThat(settings.application()).isEqualTo("shop");
          assertThat(target.to()).contains(Version.of("9"));
          assertThat(target.seeds()).isTrue();
        },
        "migrations.locations=classpath:db/a,file:/srv/b",
        "migrations.schema=app",
        "migrations.history-table=admin.history",
        "migrations.role=owner",
        "migrations.to=009",
        "migrations.baseline=7",
        "migrations.placeholders.tenantName=acme",
        "migrations.lock.timeout=5m",
        "migrations.lock.strategy=transaction",
        "migrations.connect-retry=2m",
        "migrations.retry.lock-timeouts=300ms,2s",
        "migrations.retry.first-pause=50ms",
        "migrations.retry.longest-pause=10s",
        "migrations.watch.enabled=false",
        "migrations.watch.statements=false",
        "migrations.out-of-order=refuse",
        "migrations.changed=warn",
        "migrations.missing=warn",
        "migrations.ahead=fail",
        "migrations.empty=warn",
        "migrations.seeds.enabled=true",
        "migrations.seeds.locations=db/seeds",
        "migrations.application-name=shop",
        "spring.application.name=other");
  }

  @Test
  void seeds_are_refused_in_production_unless_they_are_allowed() {
    String[] marked = {"migrations.seeds.enabled=true", "migrations.production=true"};
    application
        .withPropertyValues(marked)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(MigrationsConfigurationException.class)
                    .hasMessageContaining(
                        "[production] seeds are enabled for 'default', which is marked as"
                            + " production")
                    .hasMessageContaining("migrations.seeds.allow-production=true"));
    application
        .withPropertyValues(marked)
        .withPropertyValues("migrations.seeds.allow-production=true")
        .run(context -> assertThat(only(context.getBean(MigrationTargets.class)).seeds()).isTrue());
    target(target -> assertThat(target.seeds()).isFalse(), "migrations.production=true");
  }

  @Test
  void without_retries_there_is_one_try_that_waits_as_long_as_it_takes() {
    target(
        target -> assertThat(target.settings().retry()).isEqualTo(RetrySchedule.OFF),
        "migrations.retry.enabled=false",
        "migrations.retry.first-pause=50ms");
  }

  @Test
  void what_is_said_of_retries_is_checked() {
    application
        .withPropertyValues(
            "migrations.retry.first-pause=2m", "migrations.retry.lock-timeouts=0,1s")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("retry.lock-timeouts are [PT0S, PT1S]")
                    .hasMessageContaining("retry.first-pause is PT2M, longer than"));
  }

  @Test
  void a_target_inherits_lock_retries_and_watch_property_by_property_too() {
    application
        .withPropertyValues(
            "migrations.lock.timeout=5m",
            "migrations.connect-retry=2m",
            "migrations.retry.first-pause=50ms",
            "migrations.watch.statements=false",
            "migrations.targets.own.lock.strategy=transaction",
            "migrations.targets.own.schema=own",
            "migrations.targets.own.connect-retry=0",
            "migrations.targets.own.retry.longest-pause=10s",
            "migrations.targets.own.watch.enabled=false",
            "migrations.targets.plain.schema=plain")
        .run(
            context -> {
              List<MigrationTarget> targets = context.getBean(MigrationTargets.class).targets();
              MigratorSettings own = targets.get(0).settings();
              assertThat(own.lockTimeout()).contains(Duration.ofMinutes(5));
              assertThat(own.lockStrategy()).isEqualTo(LockStrategy.TRANSACTION);
              assertThat(own.connectRetry()).isEqualTo(Duration.ZERO);
              assertThat(own.retry().firstPause()).isEqualTo(Duration.ofMillis(50));
              assertThat(own.retry().longestPause()).isEqualTo(Duration.ofSeconds(10));
              assertThat(own.watch()).isEqualTo(new WatchSettings(false, false));
              MigratorSettings plain = targets.get(1).settings();
              assertThat(plain.lockStrategy()).isEqualTo(LockStrategy.SESSION);
              assertThat(plain.connectRetry()).isEqualTo(Duration.ofMinutes(2));
              assertThat(plain.retry().firstPause()).isEqualTo(Duration.ofMillis(50));
              assertThat(plain.watch()).isEqualTo(new WatchSettings(true, false));
            });
  }

  @Test
  void a_statement_with_commas_is_one_statement() {
    target(
        target ->
            assertThat(target.settings().initSql())
                .containsExactly("set search_path = app, public"),
        "migrations.init-sql=set search_path = app, public");
    target(
        target ->
            assertThat(target.settings().initSql())
                .containsExactly("select f(1, 2)", "select g(3, 4)"),
        "migrations.init-sql[0]=select f(1, 2)",
        "migrations.init-sql[1]=select g(3, 4)");
  }

  @Test
  void the_application_s_name_is_the_name_of_the_session() {
    target(
        target -> assertThat(target.settings().application()).isEqualTo("shop"),
        "spring.application.name=shop");
  }

  @Test
  void a_target_inherits_property_by_property() {
    application
        .withPropertyValues(
            "migrations.role=owner",
            "migrations.to=9",
            "migrations.lock.timeout=5m",
            "migrations.changed=warn",
            "migrations.init-sql=select 1",
            "migrations.placeholders.a=1",
            "migrations.placeholders.b=2",
            "migrations.seeds.enabled=true",
            "migrations.seeds.locations=db/seeds",
            "migrations.application-name=shop",
            "migrations.targets.own.schema=own",
            "migrations.targets.own.role=other",
            "migrations.targets.own.to=8",
            "migrations.targets.own.lock.timeout=0",
            "migrations.targets.own.changed=fail",
            "migrations.targets.own.init-sql=select 2, 3",
            "migrations.targets.own.placeholders.b=3",
            "migrations.targets.own.seeds.enabled=false",
            "migrations.targets.own.application-name=own",
            "migrations.targets.plain.schema=plain")
        .run(
            context -> {
              Map<String, MigrationTarget> targets =
                  context.getBean(MigrationTargets.class).targets().stream()
                      .collect(java.util.stream.Collectors.toMap(MigrationTarget::name, t -> t));
              MigrationTarget own = targets.get("own");
              assertThat(own.settings().role()).contains("other");
              assertThat(own.to()).contains(Version.of("8"));
              assertThat(own.settings().lockTimeout()).contains(Duration.ZERO);
              assertThat(own.settings().policies().changed()).isEqualTo(Reaction.FAIL);
              assertThat(own.settings().initSql()).containsExactly("select 2, 3");
              assertThat(own.settings().placeholders().value("a")).isEqualTo("1");
              assertThat(own.settings().placeholders().value("b")).isEqualTo("3");
              assertThat(own.seeds()).isFalse();
              assertThat(own.settings().seedLocations()).hasToString("[classpath:db/seeds]");
              assertThat(own.settings().application()).isEqualTo("own");
              MigrationTarget plain = targets.get("plain");
              assertThat(plain.settings().role()).contains("owner");
              assertThat(plain.to()).contains(Version.of("9"));
              assertThat(plain.settings().lockTimeout()).contains(Duration.ofMinutes(5));
              assertThat(plain.settings().policies().changed()).isEqualTo(Reaction.WARN);
              assertThat(plain.settings().initSql()).containsExactly("select 1");
              assertThat(plain.settings().placeholders().value("b")).isEqualTo("2");
              assertThat(plain.seeds()).isTrue();
              assertThat(plain.settings().application()).isEqualTo("shop");
            });
  }

  @Test
  void a_placeholder_of_the_environment_has_the_underscores_of_its_variable() {
    application
        .withInitializer(
            context ->
                TestPropertyValues.of(
                        "MIGRATIONS_PLACEHOLDERS_TABLE_OWNER=all",
                        "MIGRATIONS_TARGETS_OWN_PLACEHOLDERS_TABLE_OWNER=own")
                    .applyTo(context.getEnvironment(), TestPropertyValues.Type.SYSTEM_ENVIRONMENT))
        .withPropertyValues("migrations.targets.plain.schema=plain")
        .run(
            context ->
                assertThat(context.getBean(MigrationTargets.class).targets())
                    .extracting(
                        MigrationTarget::name,
                        target -> target.settings().placeholders().value("table_owner"))
                    .containsExactlyInAnyOrder(tuple("own", "own"), tuple("plain", "all")));
  }

  @Test
  void a_placeholder_with_a_dot_gives_way_to_one_with_an_underscore() {
    target(
        target -> {
          assertThat(target.settings().placeholders().value("table.owner")).isEqualTo("dot");
          assertThat(target.settings().placeholders().value("table_owner")).isEqualTo("line");
        },
        "migrations.placeholders.table.owner=dot",
        "migrations.placeholders[table_owner]=line");
  }

  @Test
  void how_many_at_a_time_is_one_or_more() {
    application
        .withPropertyValues("migrations.parallel=0")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage("parallel is 0; give one or more"));
    assertThat(policy()).isEqualTo(RunPolicy.DEFAULT);
    assertThat(policy("migrations.parallel=4", "migrations.continue-on-failure=true"))
        .isEqualTo(new RunPolicy(new RunMode.Migrate(), 4, Optional.of(true)));
  }

  private RunPolicy policy(String... properties) {
    RunPolicy[] policy = new RunPolicy[1];
    application
        .withPropertyValues(properties)
        .run(context -> policy[0] = context.getBean(MigrationsProperties.class).effectivePolicy());
    return policy[0];
  }

  @Test
  void values_are_in_no_text() {
    application
        .withPropertyValues(
            "migrations.password=secret",
            "migrations.username=me",
            "migrations.placeholders.token=secret",
            "migrations.targets.a.password=secret")
        .run(
            context -> {
              MigrationsProperties properties = context.getBean(MigrationsProperties.class);
              assertThat(properties.toString()).doesNotContain("secret");
              assertThat(properties.targets().toString()).doesNotContain("secret");
              assertThat(context.getBean(MigrationTargets.class).toString())
                  .doesNotContain("secret");
            });
  }

  @Test
  void a_time_to_run_that_is_not_there_is_refused() {
    application
        .withPropertyValues("migrations.run-on=sometime")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("migrations.run-on")
                    .rootCause()
                    .hasMessageContaining("No enum constant")
                    .hasMessageContaining("sometime"));
  }

  @Test
  void an_unknown_property_is_refused_with_the_one_that_was_meant_and_without_its_value() {
    FailureAnalysis analysis =
        analysisOf(
            "migrations.pasword=secret",
            "migrations.lock.timeot=5m",
            "migrations.wait.timeot=5m",
            "migrations.targets.chats.histroy-table=x",
            "migrations.something-else-entirely=1");

    assertThat(analysis.getDescription())
        .startsWith("There is no such property of the migrations:\n\n")
        .contains(
            "    migrations.pasword (\"migrations.pasword\" from property source \"test\"); did you"
                + " mean 'migrations.password'?")
        .contains("did you mean 'migrations.lock.timeout'?")
        .contains("did you mean 'migrations.wait.timeout'?")
        .contains("did you mean 'migrations.targets.chats.history-table'?")
        .contains("    migrations.something-else-entirely")
        .doesNotContain("secret");
    assertThat(analysis.getAction()).isEqualTo("Correct the name, or remove the property.");
  }

  @Test
  void a_property_without_a_value_is_not_called_unknown() {
    FailureAnalysis analysis =
        analysisOf(
            "migrations.parallel=",
            "migrations.connectRetry=",
            "migrations.targets.chats.lock.timeout=");

    assertThat(analysis.getDescription())
        .isEqualTo(
            """
            A property of the migrations has no value:

                migrations.connectretry ("migrations.connectRetry" from property source "test")
                migrations.parallel ("migrations.parallel" from property source "test")
                migrations.targets.chats.lock.timeout ("migrations.targets.chats.lock.timeout" from property source "test")\
            """);
    assertThat(analysis.getAction()).isEqualTo("Give it a value, or remove the property.");
  }

  @Test
  void what_is_unknown_and_what_is_empty_are_told_apart() {
    FailureAnalysis analysis = analysisOf("migrations.paralel=2", "migrations.parallel=");

    assertThat(analysis.getDescription())
        .isEqualTo(
            """
            There is no such property of the migrations:

                migrations.paralel ("migrations.paralel" from property source "test"); did you mean 'migrations.parallel'?

            A property of the migrations has no value:

                migrations.parallel ("migrations.parallel" from property source "test")\
            """);
    assertThat(analysis.getAction())
        .isEqualTo(
            "Correct the name, or remove the property. Give it a value, or remove the property.");
  }

  private FailureAnalysis analysisOf(String... properties) {
    FailureAnalysis[] analysis = new FailureAnalysis[1];
    application
        .withPropertyValues(properties)
        .run(
            context ->
                analysis[0] =
                    new UnknownPropertyFailureAnalyzer().analyze(context.getStartupFailure()));
    assertThat(analysis[0]).isNotNull();
    return analysis[0];
  }

  private void target(Consumer<MigrationTarget> check, String... properties) {
    application
        .withPropertyValues(properties)
        .run(context -> check.accept(only(context.getBean(MigrationTargets.class))));
  }

  private static MigrationTarget only(MigrationTargets targets) {
    List<MigrationTarget> all = targets.targets();
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
