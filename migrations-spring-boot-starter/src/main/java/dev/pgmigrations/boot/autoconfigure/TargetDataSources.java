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

import dev.pgmigrations.DatabaseUrl;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Target;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Which database a target means. The same choice gives the same {@code DataSource}. */
final class TargetDataSources {

  private final ListableBeanFactory beans;
  private final ObjectProvider<DataSource> marked;
  private final boolean hasUrl;
  private final Map<Choice, DataSource> chosen = new ConcurrentHashMap<>();

  /**
   * Chooses among {@code beans}.
   *
   * @param marked those of {@link MigrationsDataSource}
   * @param hasUrl whether Spring Boot has been given the url of a {@code DataSource}
   */
  TargetDataSources(ListableBeanFactory beans, ObjectProvider<DataSource> marked, boolean hasUrl) {
    this.beans = beans;
    this.marked = marked;
    this.hasUrl = hasUrl;
  }

  /** A url or a {@code DataSource}, and as whom. */
  private record Choice(Object database, @Nullable String username, @Nullable String password) {}

  /**
   * What the target itself says comes first: its bean, its url. Then the marked bean, then the
   * inherited url, then the application's bean; the latter two as the inherited user.
   *
   * @param own what the target says itself
   * @param whole what it says and inherits
   * @throws MigrationsConfigurationException if there is none, or no single one
   */
  DataSource of(String prefix, Target own, Target whole) {
    if (own.dataSource() != null) {
      if (own.url() != null) {
        throw wrong(prefix + " has a url and a data-source", "remove one: each names the database");
      }
      return as(prefix, named(prefix, own.dataSource()), own.username(), own.password());
    }
    if (own.url() != null) {
      return of(prefix, own.url(), own, whole);
    }
    DataSource markedOne = marked.getIfAvailable();
    if (markedOne != null) {
      return as(prefix, markedOne, own.username(), own.password());
    }
    return whole.url() == null
        ? as(prefix, application(), whole.username(), whole.password())
        : of(prefix, whole.url(), whole, whole);
  }

  /** The user of {@code own}, else of the url, else of what is inherited. */
  private DataSource of(String prefix, String text, Target own, Target whole) {
    DatabaseUrl url = parsed(prefix, text);
    String username = first(own.username(), url.username(), whole.username());
    String password = first(own.password(), url.password(), whole.password());
    return chosen.computeIfAbsent(
        new Choice(url.jdbcUrl(), username, password),
        choice -> connecting(prefix, url.jdbcUrl(), username, password));
  }

  private static @Nullable String first(
      @Nullable String own, Optional<String> ofUrl, @Nullable String inherited) {
    return own != null ? own : ofUrl.orElse(inherited);
  }

  private static DatabaseUrl parsed(String prefix, String text) {
    try {
      return DatabaseUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong("%s.url: %s".formatted(prefix, e.getMessage()), "correct the url");
    }
  }

  private static DataSource connecting(
      String prefix, String jdbcUrl, @Nullable String username, @Nullable String password) {
    SimpleDriverDataSource dataSource = DedicatedDataSource.of(jdbcUrl, username, password);
    if (dataSource.getDriver() == null) {
      throw wrong(
          prefix + ".url is of no known driver", "give a url that begins with jdbc:postgresql:");
    }
    return dataSource;
  }

  private DataSource as(
      String prefix, DataSource base, @Nullable String username, @Nullable String password) {
    if (username == null && password != null) {
      throw wrong(
          prefix + ".password is set, but no username", "set %s.username too".formatted(prefix));
    }
    return chosen.computeIfAbsent(
        new Choice(base, username, password),
        choice ->
            username == null
                ? DedicatedDataSource.of(base)
                : derived(prefix, base, username, password));
  }

  private static DataSource derived(
      String prefix, DataSource base, String username, @Nullable String password) {
    try {
      return DedicatedDataSource.of(base, username, password);
    } catch (RuntimeException e) { // Boot's own type for that is hidden.
      throw new MigrationsConfigurationException(
          List.of(
              Diagnostic.error(
                      "data-source",
                      "%s.username needs the url of the DataSource, which %s does not tell"
                          .formatted(prefix, base.getClass().getName()))
                  .fix("set %s.url too".formatted(prefix))),
          e);
    }
  }

  private DataSource named(String prefix, String name) {
    if (!beans.containsBean(name) || !beans.isTypeMatch(name, DataSource.class)) {
      List<String> names = names();
      throw wrong(
          "%s.data-source: there is no DataSource bean '%s'%s"
              .formatted(prefix, name, Nearest.hint(name, names)),
          names.isEmpty() ? "declare one" : "give one of " + names);
    }
    return beans.getBean(name, DataSource.class);
  }

  private DataSource application() {
    DataSource unique = beans.getBeanProvider(DataSource.class).getIfUnique();
    if (unique == null) {
      throw noneOrSeveral();
    }
    return unique;
  }

  private MigrationsConfigurationException noneOrSeveral() {
    List<String> names = names();
    if (names.isEmpty()) {
      return hasUrl ? noneInSpiteOfUrl() : none();
    }
    return wrong(
        "there are several DataSource beans, and none is primary: " + names,
        "mark one with @MigrationsDataSource or @Primary, or name one for each in"
            + " migrations.targets.<name>.data-source");
  }

  private static MigrationsConfigurationException none() {
    return wrong(
        "there is no DataSource to migrate",
        "set spring.datasource.url or migrations.url, or declare a DataSource; to start without"
            + " migrating, set migrations.enabled=false");
  }

  private static MigrationsConfigurationException noneInSpiteOfUrl() {
    return wrong(
        "there is no DataSource to migrate, although spring.datasource.url is set: Spring Boot"
            + " makes none beside R2DBC, and none without a connection pool",
        "set migrations.url, with migrations.username and migrations.password, or declare a"
            + " DataSource; to start without migrating, set migrations.enabled=false");
  }

  private List<String> names() {
    return Arrays.asList(beans.getBeanNamesForType(DataSource.class));
  }

  private static MigrationsConfigurationException wrong(String what, String fix) {
    return new MigrationsConfigurationException(
        List.of(Diagnostic.error("data-source", what).fix(fix)));
  }
}
