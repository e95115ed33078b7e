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

import dev.pgmigrations.boot.Causes;
import dev.pgmigrations.diagnostic.MigrationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.convert.ConversionService;

/**
 * Knows how to make all beans of the application, and makes only those that the migrations are made
 * of: data sources, customizers, migrations in Java, the list of tenants, with what they need.
 * There is no web server, nothing starts, nobody hears of events. When it is refreshed, the command
 * is carried out and the process ends.
 */
final class CommandContext extends GenericApplicationContext {

  /** Hidden by Spring Boot, so known by its name. */
  private static final String NO_URL_OF_A_DATA_SOURCE =
      "org.springframework.boot.jdbc.autoconfigure.DataSourceProperties$DataSourceBeanCreationException";

  private final Arguments arguments;
  private final Console console;

  CommandContext(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  @Override
  public void refresh() {
    ExitCode code;
    try {
      super.refresh();
      code = CommandRun.of(this, arguments, console).run();
    } catch (UsageException e) {
      close();
      throw console.wrongUsage(e);
    } catch (RuntimeException e) {
      MigrationException known = known(e);
      if (known == null) {
        explain(e);
        throw e; // Spring Boot says why.
      }
      console.complain(Console.text(known));
      code = ExitCode.FAILED;
    }
    close();
    throw console.exit(code);
  }

  private static @Nullable MigrationException known(Throwable failure) {
    return (MigrationException) Causes.find(failure, MigrationException.class::isInstance);
  }

  private void explain(RuntimeException failure) {
    if (failure instanceof BeansException
        && Causes.find(failure, CommandContext::isAboutProperties) == null) {
      console.complain(
          "The migrations need a bean that cannot be made in a command, where there is no web"
              + " server and beans are made only as far as the migrations need them:");
    }
  }

  /** What would fail in the running application, too, and is explained by its property. */
  private static boolean isAboutProperties(Throwable failure) {
    return failure instanceof BindException
        || failure.getClass().getName().equals(NO_URL_OF_A_DATA_SOURCE);
  }

  /** As ever, but none is made: not even what Spring makes before all else, as Hibernate's. */
  @Override
  protected void finishBeanFactoryInitialization(ConfigurableListableBeanFactory beans) {
    if (beans.containsBean(CONVERSION_SERVICE_BEAN_NAME)
        && beans.isTypeMatch(CONVERSION_SERVICE_BEAN_NAME, ConversionService.class)) {
      beans.setConversionService(
          beans.getBean(CONVERSION_SERVICE_BEAN_NAME, ConversionService.class));
    }
    if (!beans.hasEmbeddedValueResolver()) {
      beans.addEmbeddedValueResolver(text -> getEnvironment().resolvePlaceholders(text));
    }
    beans.freezeConfiguration();
  }

  /** None: to hear of an event, a bean of the application would have to be made. */
  @Override
  protected void registerListeners() {}

  /** Nothing starts. */
  @Override
  protected void finishRefresh() {}
}
