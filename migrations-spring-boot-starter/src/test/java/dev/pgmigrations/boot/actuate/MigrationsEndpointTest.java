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

package dev.pgmigrations.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The endpoint over HTTP. */
@PostgresTest
class MigrationsEndpointTest {

  private static final String UNRESTRICTED = "management.endpoint.migrations.access=unrestricted";

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestDatabase database;

  MigrationsEndpointTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void lists_what_is_applied_and_pending_by_context_and_target() {
    try (var context = start("migrations.to=1")) {
      HttpResponse<String> answer = get(context, "/actuator/migrations");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      String target = "$.contexts['orders-service'].targets.default";
      assertThat(this.<String>read(answer, target + ".state")).isEqualTo("done");
      assertThat(this.<List<String>>read(answer, target + ".migrations[*].version"))
          .containsExactly("1", "2", "seed users");
      assertThat(this.<List<String>>read(answer, target + ".migrations[*].state"))
          .containsExactly("applied", "pending", "pending");
      assertThat(this.<String>read(answer, target + ".migrations[0].appliedBy"))
          .isEqualTo(database.username());
      assertThat(this.<String>read(answer, target + ".migrations[0].appliedAt")).endsWith("Z");
      assertThat(this.<Object>read(answer, target + ".migrations[0].took")).isNotNull();
      assertThat(this.<List<String>>read(answer, target + ".problems")).isEmpty();
    }
  }

  @Test
  void shows_one_version_with_its_text_and_its_time() {
    try (var context = start()) {
      HttpResponse<String> answer = get(context, "/actuator/migrations/2");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      String target = "$.contexts['orders-service'].targets.default";
      assertThat(this.<String>read(answer, target + ".sql"))
          .startsWith("alter table users add column email text;")
          .contains("-- DOWN");
      assertThat(this.<String>read(answer, target + ".migration.script"))
          .isEqualTo("db/migrations/2_user_email.sql");
      assertThat(this.<Object>read(answer, target + ".migration.took")).isNotNull();
      assertThat(this.<Boolean>read(answer, target + ".truncated")).isFalse();
    }
  }

  @Test
  void does_not_know_a_version_that_no_target_has() {
    try (var context = start()) {
      assertThat(get(context, "/actuator/migrations/99").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shows_neither_passwords_nor_values_of_placeholders(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("1_role.sql"),
        """
        create table secrets (word text);
        insert into secrets values ('${word}');
        do $$ begin if false then create role r password 'hidden'; end if; end $$;
        -- create role r password 'hidden'
        """);
    try (var context =
        start("migrations.locations=file:" + folder, "migrations.placeholders.word=secretvalue")) {
      assertThat(get(context, "/actuator/migrations/1").body())
          .contains("insert into secrets values ('${word}')")
          .doesNotContain("secretvalue")
          .doesNotContain("hidden");
      assertThat(get(context, "/actuator/migrations").body()).doesNotContain("secretvalue");
    }
  }

  @Test
  void migrates_tenants_that_nobody_has_asked_for_before() {
    try (var context =
        start(
            application -> application.sources(Acme.class),
            "migrations.run-on=none",
            "management.endpoint.migrations.access=unrestricted")) {
      HttpResponse<String> answer = post(context);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(this.<String>read(answer, "$.contexts['orders-service'].targets.acme.state"))
          .isEqualTo("done");
    }
  }

  @Test
  void a_tenant_whose_database_is_away_keeps_nothing_from_the_others() {
    try (var context =
        start(
            application -> application.sources(OneAway.class),
            "migrations.run-on=none",
            "migrations.connect-retry=0s",
            UNRESTRICTED)) {
      HttpResponse<String> run = post(context);
      HttpResponse<String> all = get(context, "/actuator/migrations");
      HttpResponse<String> one = get(context, "/actuator/migrations/1");

      String targets = "$.contexts['orders-service'].targets";
      assertThat(run.statusCode()).isEqualTo(500);
      assertThat(this.<String>read(run, targets + ".acme.state")).isEqualTo("done");
      assertThat(this.<String>read(run, targets + ".away.state")).isEqualTo("failed");
      assertThat(all.statusCode()).isEqualTo(200);
      assertThat(this.<List<String>>read(all, targets + ".away.problems"))
          .singleElement()
          .asString()
          .startsWith("[08001] no connection to the database");
      assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
      assertThat(this.<Map<String, Object>>read(one, targets)).containsOnlyKeys("acme");
      assertThat(get(context, "/actuator/migrations/99").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void finds_a_tenant_that_was_added_since() {
    try (var context =
        start(
            application -> application.sources(Listed.class),
            "migrations.run-on=none",
            UNRESTRICTED)) {
      List<String> names = context.getBean(Listed.class).names;
      names.add("first");
      assertThat(post(context).statusCode()).isEqualTo(200);
      names.add("second");

      HttpResponse<String> answer = post(context);

      String targets = "$.contexts['orders-service'].targets";
      assertThat(this.<Map<String, Object>>read(answer, targets))
          .containsOnlyKeys("first", "second");
      assertThat(this.<List<Object>>read(answer, targets + ".first.steps")).isEmpty();
      assertThat(this.<List<Object>>read(answer, targets + ".second.steps")).hasSize(2);
    }
  }

  @Test
  void says_why_a_run_could_not_begin() {
    try (var context =
        start(
            application -> application.sources(Listed.class),
            "migrations.run-on=none",
            UNRESTRICTED)) {
      context.getBean(Listed.class).names.add(" ");

      HttpResponse<String> answer = post(context);

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(this.<String>read(answer, "$.error"))
          .startsWith("[tenants] the tenants could not be listed: a tenant needs a name");
    }
  }

  @Test
  void migrates_for_those_with_unrestricted_access_only() {
    try (var context = start("migrations.run-on=none")) {
      assertThat(post(context).statusCode()).isEqualTo(405);
      assertThat(database.tables()).isEmpty();
    }
    try (var context = start("migrations.run-on=none", UNRESTRICTED)) {
      HttpResponse<String> answer = post(context);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      String target = "$.contexts['orders-service'].targets.default";
      assertThat(this.<String>read(answer, target + ".state")).isEqualTo("done");
      assertThat(this.<String>read(answer, target + ".runId")).isNotBlank();
      assertThat(this.<List<String>>read(answer, target + ".steps[*].version"))
          .containsExactly("1", "2");
      assertThat(database.tables()).contains("users");
    }
  }

  @Test
  void answers_with_the_errors_of_a_run_that_failed() {
    try (var context =
        start("migrations.run-on=none", "migrations.locations=classpath:db/broken", UNRESTRICTED)) {
      HttpResponse<String> answer = post(context);

      assertThat(answer.statusCode()).isEqualTo(500);
      String target = "$.contexts['orders-service'].targets.default";
      assertThat(this.<String>read(answer, target + ".state")).isEqualTo("failed");
      assertThat(this.<List<String>>read(answer, target + ".steps[*].version"))
          .containsExactly("1");
      assertThat(this.<List<String>>read(answer, target + ".errors"))
          .singleElement()
          .asString()
          .startsWith("db/broken/2_note_text.sql:2:18 [42601]");
    }
  }

  @Test
  void refuses_to_migrate_while_a_run_is_under_way() throws Exception {
    Pause pause = new Pause();
    try (var context =
        start(
            builder ->
                builder.initializers(at -> at.getBeanFactory().registerSingleton("pause", pause)),
            "migrations.run-on=none",
            UNRESTRICTED)) {
      CompletableFuture<HttpResponse<String>> first =
          CompletableFuture.supplyAsync(() -> post(context));
      assertThat(pause.reached.await(30, TimeUnit.SECONDS)).isTrue();

      HttpResponse<String> second = post(context);
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(this.<String>read(second, "$.error")).startsWith("a run is under way");

      pause.over.countDown();
      assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(post(context).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_group_of_probes_may_include_the_migrations() {
    try (var context =
        start("management.endpoint.health.group.readiness.include=readinessState,migrations")) {
      HttpResponse<String> answer = get(context, "/actuator/health/readiness");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    try (var context =
        start(
            "migrations.run-on=none",
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.group.readiness.include=readinessState,migrations")) {
      assertThat(get(context, "/actuator/health/migrations").body())
          .contains("\"UNKNOWN\"", "\"state\":\"waiting\"");
    }
  }

  /** Holds the run in its first step. */
  static final class Pause implements MigrationListener {

    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void on(MigrationEvent event) {
      if (event instanceof MigrationEvent.StepStarted) {
        reached.countDown();
        try {
          over.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private ConfigurableApplicationContext start(String... properties) {
    return start(builder -> builder, properties);
  }

  private ConfigurableApplicationContext start(
      UnaryOperator<SpringApplicationBuilder> more, String... properties) {
    List<String> all = new ArrayList<>(List.of(properties));
    all.addAll(List.of(GivenDatabase.properties(database)));
    all.add("spring.application.name=orders-service");
    all.add("spring.main.banner-mode=off");
    all.add("server.port=0");
    all.add("management.endpoints.web.exposure.include=*");
    return more.apply(new SpringApplicationBuilder(Application.class))
        .properties(all.toArray(String[]::new))
        .run();
  }

  private HttpResponse<String> get(ConfigurableApplicationContext context, String path) {
    return send(request(context, path).GET().build());
  }

  private HttpResponse<String> post(ConfigurableApplicationContext context) {
    return send(
        request(context, "/actuator/migrations").POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T read(HttpResponse<String> answer, String path) {
    return JsonPath.read(answer.body(), path);
  }

  @Configuration(proxyBeanMethods = false)
  static class Acme {

    @Bean
    Tenants tenants() {
      return () -> List.of(Tenant.ofSchema("acme"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OneAway {

    @Bean
    Tenants tenants() {
      return () ->
          List.of(
              Tenant.of(
                  "away", new DriverManagerDataSource("jdbc:postgresql://localhost:1/x", "me", "")),
              Tenant.ofSchema("acme"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Listed {

    final List<String> names = new CopyOnWriteArrayList<>();

    @Bean
    Tenants tenants() {
      return () -> names.stream().map(Tenant::ofSchema).toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
