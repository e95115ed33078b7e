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

import java.io.PrintStream;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/** Commands in a process that goes on afterwards: that of a build tool, say. */
public final class Commands {

  private Commands() {}

  /**
   * Lets an application carry out a command instead of starting. The log, which a command keeps
   * quiet, has the levels afterwards that it had before.
   *
   * @param application not run yet
   * @param arguments as its main method would get them, {@code --migrations.command} among them
   * @param out for what was asked for
   * @param err for what is wrong
   * @return what would be the exit code
   * @throws RuntimeException if the application fails before the command begins; Spring Boot has
   *     logged why
   */
  public static int run(
      SpringApplication application, List<String> arguments, PrintStream out, PrintStream err) {
    int[] code = new int[1];
    Console console =
        new Console(
            out,
            err,
            ended -> {
              code[0] = ended;
              return new AbandonedRunException();
            });
    application.addListeners(new Begin(new CommandStart(() -> console)));
    LogLevels levels = LogLevels.of(application.getClassLoader());
    try {
      application.run(arguments.toArray(String[]::new)).close();
    } catch (AbandonedRunException e) {
      return code[0];
    } finally {
      levels.restore();
    }
    throw new IllegalArgumentException("there is no --migrations.command among " + arguments);
  }

  /** Before the one begins that would end the process. */
  private record Begin(CommandStart start)
      implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
      start.begin(event.getEnvironment(), event.getSpringApplication());
    }

    /** After what reads the configuration, before what sets up the log. */
    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE + 9;
    }
  }
}
