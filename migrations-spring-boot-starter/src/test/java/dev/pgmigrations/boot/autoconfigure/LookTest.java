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

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationPeek;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

/** Requests that come while it is not known yet whether anything is pending. */
@PostgresTest
class LookTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final MigratorSettings settings = MigratorSettings.builder().build();
  private final MigrationGate gate = new MigrationGate(false);
  private final GatedHttp http =
      new GatedHttp(gate, List::of, List.of("/public/**"), Duration.ofSeconds(5));
  private final TestDatabase database;
  private final SlowDataSource slow;

  LookTest(TestDatabase database) {
    this.database = database;
    this.slow = new SlowDataSource(database.dataSource());
  }

  /** Connects when it is told to. */
  private static final class SlowDataSource extends DelegatingDataSource {

    private final CountDownLatch goOn = new CountDownLatch(1);

    SlowDataSource(DataSource dataSource) {
      super(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
      return super.getConnection();
    }
  }

  private void begin(Duration timeout) {
    MigrationRunner runner =
        new MigrationRunner(
            MigrationTargets.of(MigrationTarget.of(settings, slow)),
            List.of(),
            LookTest.class.getClassLoader());
    new MigrationPeek(() -> runner, gate, List::of, timeout).begin();
  }

  @BeforeEach
  void migrated() {
    new Migrator(settings, database.dataSource()).migrate();
  }

  @Test
  void the_start_goes_on_and_requests_wait_for_the_answer() throws Exception {
    begin(LONG);
    FutureTask<Integer> servlet = asked(this::servlet);
    FutureTask<Integer> reactive = asked(this::reactive);
    assertThat(gate.isOpen()).isFalse();
    assertThat(servlet).isNotDone();
    assertThat(reactive).isNotDone();

    slow.goOn.countDown();

    assertThat(servlet.get(60, TimeUnit.SECONDS)).isEqualTo(200);
    assertThat(reactive.get(60, TimeUnit.SECONDS)).isEqualTo(200);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void what_passes_anyway_does_not_wait() throws Exception {
    begin(LONG);

    assertThat(servlet("/public/version")).isEqualTo(200);
    assertThat(reactive("/public/version")).isEqualTo(200);

    slow.goOn.countDown();
  }

  @Test
  void requests_are_refused_where_something_is_pending() throws Exception {
    database.execute("drop table users cascade; drop table migration_history");
    slow.goOn.countDown();
    begin(LONG);

    assertThat(servlet()).isEqualTo(503);
    assertThat(reactive()).isEqualTo(503);
  }

  @Test
  void nobody_waits_for_long() throws Exception {
    begin(Duration.ofMillis(50));

    assertThat(servlet()).isEqualTo(503);
    assertThat(reactive()).isEqualTo(503);
  }

  @Test
  void who_need_not_wait_is_refused_in_the_thread_that_asks() {
    MockServerWebExchange exchange = exchange("/users");
    AtomicReference<Thread> answers = new AtomicReference<>();

    new ReactiveGate(http)
        .filter(exchange, passed -> Mono.empty())
        .doFinally(end -> answers.set(Thread.currentThread()))
        .block(LONG);

    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(exchange.getResponse().getHeaders().get("Connection")).containsExactly("close");
    assertThat(answers).hasValue(Thread.currentThread());
  }

  @Test
  void who_waited_in_vain_is_told_that_the_connection_ends() {
    begin(Duration.ofMillis(50));
    MockServerWebExchange exchange = exchange("/users");

    new ReactiveGate(http).filter(exchange, passed -> Mono.empty()).block(LONG);

    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(exchange.getResponse().getHeaders().get("Connection")).containsExactly("close");
  }

  private static FutureTask<Integer> asked(Callable<Integer> request) {
    FutureTask<Integer> answer = new FutureTask<>(request);
    Thread thread = new Thread(answer, "request");
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  private int servlet() throws Exception {
    return servlet("/users");
  }

  private int servlet(String path) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setServletPath(path);
    MockHttpServletResponse response = new MockHttpServletResponse();
    new ServletGate(http, "").doFilter(request, response, new MockFilterChain());
    return response.getStatus();
  }

  private int reactive() {
    return reactive("/users");
  }

  private int reactive(String path) {
    MockServerWebExchange exchange = exchange(path);
    new ReactiveGate(http).filter(exchange, passed -> Mono.empty()).block(LONG);
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    return status == null ? 200 : status.value();
  }

  private static MockServerWebExchange exchange(String path) {
    return MockServerWebExchange.from(MockServerHttpRequest.get(path));
  }
}
