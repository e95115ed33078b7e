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

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.TargetReport;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * The clone that an application context uses: made when somebody first connects, so that the
 * context can say by then what its migrations are.
 */
final class ContextDatabase implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(ContextDatabase.class);

  private static final int IDLE_MILLIS = 10_000;

  private final ApplicationContext context;
  private final ServerChoice choice;
  private final List<String> names;
  private final ClonedDataSource application = new ClonedDataSource(this);
  private final DirectDataSource migrations = new DirectDataSource(this);
  private final ActiveTests active = new ActiveTests();
  private @Nullable Clone clone;
  private volatile @Nullable DataSource migrated;
  private @Nullable Object user;
  private boolean renewed;
  private boolean closed;

  /**
   * The database of {@code context}.
   *
   * @param names of the beans that stand for it
   */
  ContextDatabase(ApplicationContext context, ServerChoice choice, List<String> names) {
    this.context = context;
    this.choice = choice;
    this.names = List.copyOf(names);
  }

  private record Clone(ScratchDatabase database, HikariDataSource pool) {

    void close() {
      pool.close();
      database.close();
    }
  }

  /** What the application uses. */
  DataSource application() {
    return application;
  }

  /** What its migrations use: connections of their own, past the pool. */
  DataSource migrations() {
    return migrations;
  }

  DataSource pool() {
    DataSource own = ofMigration();
    return own == null ? current().pool() : own;
  }

  DataSource direct() {
    DataSource own = ofMigration();
    return own == null ? current().database().dataSource() : own;
  }

  /** For the beans of a migration in Java, which are used before there is a clone. */
  private @Nullable DataSource ofMigration() {
    return Thread.holdsLock(this) ? migrated : null;
  }

  /**
   * Begins anew, unless nobody but this user has had the clone since the context started.
   *
   * @throws IllegalStateException if somebody else uses it just now
   */
  synchronized void enter(Object newUser, ActiveTests.Use use) {
    active.enter(newUser, use);
    if (user != null && !user.equals(newUser) && clone != null) {
      renewed = true;
      close();
    }
    user = newUser;
  }

  /** The user has ended; the next one may begin anew. */
  void leave(Object oldUser) {
    active.leave(oldUser);
  }

  /** Forgets it even if it cannot be dropped: what is closed is of no use. */
  private synchronized void close() {
    Clone old = clone;
    clone = null;
    if (old != null) {
      old.close();
    }
  }

  /**
   * Keeps the clone there is; who wants one of its own does not take it for new afterwards.
   *
   * @throws IllegalStateException if it is somebody's own just now
   */
  synchronized void share(Object newUser, ActiveTests.Use use) {
    active.enter(newUser, use);
    if (user == null) {
      user = this;
    }
  }

  /** Asks for beans before it locks: who makes beans may wait for a connection. */
  private Clone current() {
    synchronized (this) {
      if (clone != null) {
        return clone;
      }
    }
    List<MigrationTarget> targets = targets();
    List<MigrationTarget> tenants = isRenewed() ? tenants() : List.of();
    PostgresServer server = server();
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the application context is closed, and its database gone");
      }
      if (clone == null) {
        clone = clone(server, targets, tenants);
      }
      return clone;
    }
  }

  private synchronized boolean isRenewed() {
    return renewed;
  }

  /** The application has migrated them in its first clone, and does so only once. */
  private List<MigrationTarget> tenants() {
    MigrationRunner runner = context.getBeanProvider(MigrationRunner.class).getIfAvailable();
    MigrationTargets targets = context.getBeanProvider(MigrationTargets.class).getIfAvailable();
    if (runner == null || targets == null) {
      return List.of();
    }
    List<String> others = names(targets.targets());
    return runner.reports().stream()
        .filter(report -> report.state() == TargetReport.State.DONE)
        .map(TargetReport::target)
        .filter(name -> !others.contains(name))
        .map(runner::target)
        .filter(this::isHere)
        .toList();
  }

  private Clone clone(
      PostgresServer server, List<MigrationTarget> targets, List<MigrationTarget> tenants) {
    String from = environment().getProperty("migrations.test.template", "template0");
    String key = Fingerprint.of(targets, from, classLoader());
    ScratchDatabase database =
        server.cloneOf(key, from, template -> targets.forEach(target -> migrate(target, template)));
    try {
      tenants.forEach(tenant -> migrate(tenant, database.dataSource()));
      return new Clone(database, pool(database));
    } catch (RuntimeException | Error e) { // A migration in Java may throw either.
      database.close();
      throw e;
    }
  }

  private void migrate(MigrationTarget target, DataSource database) {
    Migrator migrator = new Migrator(target.settings(), database, List.of(), classLoader());
    migrated = database;
    try {
      target.to().ifPresentOrElse(migrator::migrate, migrator::migrate);
      if (target.seeds()) {
        migrator.seed();
      }
    } finally {
      migrated = null;
    }
  }

  /** As the application would have it, but that no connection is kept that is not needed. */
  private HikariDataSource pool(ScratchDatabase database) {
    HikariConfig config = new HikariConfig();
    Binder.get(environment()).bind("spring.datasource.hikari", Bindable.ofInstance(config));
    PGSimpleDataSource driver = database.driver();
    config.setDataSourceClassName(null);
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(driver.getURL());
    config.setUsername(driver.getUser());
    config.setPassword(driver.getPassword());
    config.setPoolName(database.name());
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_MILLIS);
    return new HikariDataSource(config);
  }

  private List<MigrationTarget> targets() {
    MigrationTargets targets = context.getBeanProvider(MigrationTargets.class).getIfAvailable();
    if (targets == null) {
      throw new IllegalStateException(
          "@MigratedDatabase finds no MigrationTargets bean; set migrations.enabled=true, and"
              + " declare MigrationTargets instead of a MigrationRunner");
    }
    List<MigrationTarget> own = targets.targets().stream().filter(this::isHere).toList();
    if (own.isEmpty()) {
      throw new IllegalStateException(
          "@MigratedDatabase: no migration target uses the DataSource that it replaces, of %s; leave out their urls in tests"
              .formatted(names(targets.targets())));
    }
    if (own.size() < targets.targets().size()) {
      List<MigrationTarget> others =
          targets.targets().stream().filter(t -> !own.contains(t)).toList();
      log.warn("@MigratedDatabase leaves alone the migration targets {}", names(others));
    }
    return own;
  }

  /** Where beans are wrapped, by what logs statements say, the wrapped ones stand for it. */
  private boolean isHere(MigrationTarget target) {
    DataSource used = target.dataSource();
    return used == application
        || used == migrations
        || names.stream().anyMatch(name -> context.getBean(name) == used);
  }

  private static List<String> names(List<MigrationTarget> targets) {
    return targets.stream().map(MigrationTarget::name).toList();
  }

  private PostgresServer server() {
    return Servers.choose(
        serverChoice(),
        this::configured,
        environment().getProperty("migrations.test.docker-image", Servers.IMAGE));
  }

  private ServerChoice serverChoice() {
    return choice == ServerChoice.AUTO
        ? Binder.get(environment())
            .bind("migrations.test.server", ServerChoice.class)
            .orElse(ServerChoice.AUTO)
        : choice;
  }

  private Optional<PostgresServer> configured() {
    JdbcConnectionDetails details =
        context.getBeanProvider(JdbcConnectionDetails.class).getIfUnique();
    try {
      if (details != null && Servers.isPostgres(details.getJdbcUrl())) {
        return Optional.of(
            Servers.at(details.getJdbcUrl(), details.getUsername(), details.getPassword()));
      }
    } catch (BeansException e) {
      log.debug("The application has no url", e);
    }
    return Optional.ofNullable(environment().getProperty("spring.datasource.url"))
        .filter(Servers::isPostgres)
        .map(
            url ->
                Servers.at(
                    url,
                    environment().getProperty("spring.datasource.username"),
                    environment().getProperty("spring.datasource.password")));
  }

  private Environment environment() {
    return context.getEnvironment();
  }

  private ClassLoader classLoader() {
    return Objects.requireNonNullElseGet(
        context.getClassLoader(), () -> Objects.requireNonNull(ClassUtils.getDefaultClassLoader()));
  }

  @Override
  public synchronized void destroy() {
    closed = true;
    close();
  }
}
