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

package dev.pgmigrations.boot.command;

import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Command;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySource.StubPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Lets an application carry out a command in place of starting: its configuration is read as ever,
 * but its beans are made by a {@link CommandContext}, which makes hardly any.
 */
final class CommandStart {

  /** What stands above all else; also tells that the command is begun. */
  private static final String FORCED = "migrationsCommand";

  /** Whose settings of a real servlet container are no stub. */
  private static final String SERVLET_CONTEXT = "servletContextInitParams";

  /** Of the first of two contexts that Spring Cloud makes; the application's own comes later. */
  private static final String BOOTSTRAP = "bootstrap";

  private final Supplier<Console> console;

  CommandStart(Supplier<Console> console) {
    this.console = console;
  }

  /**
   * Does so once for an application; not where only its beans are looked at, or its bootstrap's.
   */
  void begin(ConfigurableEnvironment environment, SpringApplication application) {
    if (isToBegin(environment)) {
      prepare(environment, application);
    }
  }

  private static boolean isToBegin(ConfigurableEnvironment environment) {
    return !environment.getPropertySources().contains(FORCED)
        && !environment.getPropertySources().contains(BOOTSTRAP)
        && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
  }

  private void prepare(ConfigurableEnvironment environment, SpringApplication application) {
    refuseInContainer(environment);
    Console own = console.get();
    Arguments arguments;
    try {
      arguments = Arguments.of(environment);
    } catch (UsageException e) {
      throw own.wrongUsage(e);
    }
    if (arguments.command() == Command.HELP) {
      throw own.help();
    }
    MutablePropertySources sources = environment.getPropertySources();
    sources.addFirst(new MapPropertySource(FORCED, forced()));
    PropertySource<?> quiet = new MapPropertySource(FORCED + "Logging", logging(arguments));
    if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
      sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, quiet);
    } else {
      sources.addLast(quiet);
    }
    application.setApplicationContextFactory(type -> new CommandContext(arguments, own));
  }

  /** It would end with the command, and all that it serves. */
  private static void refuseInContainer(ConfigurableEnvironment environment) {
    PropertySource<?> parameters = environment.getPropertySources().get(SERVLET_CONTEXT);
    if (parameters != null && !(parameters instanceof StubPropertySource)) {
      throw new MigrationsConfigurationException(
          List.of(
              Diagnostic.error(
                      "command",
                      CommandPostProcessor.PROPERTY
                          + " is set, and a command ends the process with it")
                  .fix("give it to java -jar, not to an application that a server deploys")));
    }
  }

  /**
   * A command is one whatever the application does by itself; and beans that wait for somebody's
   * migrations, which a list of tenants may need, run none.
   */
  private static Map<String, Object> forced() {
    Map<String, Object> forced = new HashMap<>();
    forced.put("migrations.enabled", "true");
    forced.put("migrations.run-on", "none");
    forced.put("spring.main.web-application-type", "none");
    forced.put("spring.main.banner-mode", "off");
    forced.put("spring.main.log-startup-info", "false");
    forced.put("spring.sql.init.mode", "never");
    forced.put("spring.flyway.enabled", "false");
    forced.put("spring.liquibase.enabled", "false");
    return forced;
  }

  /** Unless the command line or the environment says otherwise. */
  private static Map<String, Object> logging(Arguments arguments) {
    Map<String, Object> levels = new HashMap<>();
    levels.put("logging.level.root", "warn");
    levels.put("logging.level.dev.pgmigrations", "warn");
    levels.put("logging.level.dev.pgmigrations.boot", "warn");
    levels.put(
        "logging.level.dev.pgmigrations.migrate",
        arguments.command().changesTheDatabase() ? "info" : "warn");
    return levels;
  }
}
