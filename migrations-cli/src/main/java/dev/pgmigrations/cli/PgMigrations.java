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

package dev.pgmigrations.cli;

import dev.pgmigrations.history.ToolVersion;
import dev.pgmigrations.migration.Version;
import java.time.Duration;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The program: its commands, made for the surroundings in which they run. */
@Command(
    name = "pgmigrations",
    description = "PostgreSQL schema migrations.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = PgMigrations.OfTheJar.class,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations create \"add user note\"",
      "  pgmigrations status --url postgres://app@localhost/app",
      "  DATABASE_URL=postgres://app@localhost/app pgmigrations migrate",
      "  pgmigrations status --env-file .env --fail-on-pending",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 pending (status --fail-on-pending).",
      "The password is taken from the url, PGPASSWORD, ~/.pgpass or the variables; never shown."
    })
public final class PgMigrations {

  private static final int HELP_WIDTH = 100;

  private PgMigrations() {}

  /** The command line for a process: {@code execute} runs a command and returns the exit code. */
  public static CommandLine commandLine(Surroundings surroundings) {
    Style style = Style.of(surroundings);
    CommandLine root = new CommandLine(new PgMigrations());
    List.of(
            new CreateCommand(surroundings),
            new StatusCommand(surroundings),
            new MigrateCommand(surroundings),
            new RollbackCommand(surroundings),
            new RedoCommand(surroundings),
            new DryRunCommand(surroundings),
            new ValidateCommand(surroundings),
            new VerifyCommand(surroundings),
            new SeedCommand(surroundings),
            new ClearCommand(surroundings),
            new SetupCommand(surroundings),
            new BaselineCommand(surroundings),
            mark(surroundings),
            new AcceptCommand(surroundings),
            new ExecCommand(surroundings),
            new InspectCommand(surroundings))
        .forEach(root::addSubcommand);
    root.addSubcommand("completion", new AutoComplete.GenerateCompletion());
    root.getSubcommands().values().forEach(command -> plain(command.getCommandSpec()));
    return root.registerConverter(Version.class, new Versions())
        .registerConverter(Duration.class, new Times())
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setParameterExceptionHandler(new UsageErrors(style))
        .setColorScheme(
            Help.defaultColorScheme(style == Style.COLOURED ? Help.Ansi.ON : Help.Ansi.OFF))
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static CommandLine mark(Surroundings surroundings) {
    return new CommandLine(new MarkCommand())
        .addSubcommand(new MarkDoneCommand(surroundings))
        .addSubcommand(new MarkUndoneCommand(surroundings));
  }

  /** Help in one way for all. */
  private static void plain(CommandSpec command) {
    command.subcommands().values().forEach(below -> plain(below.getCommandSpec()));
    UsageMessageSpec usage = command.usageMessage();
    usage.abbreviateSynopsis(true);
    if (command.optionsMap().get("--help") == null) {
      command.mixinStandardHelpOptions(true);
    }
    if (command.name().equals("generate-completion")) {
      command.name("completion");
      usage.description("Print a script that completes commands in bash and zsh.");
      usage.footerHeading("%nExamples:%n");
      usage.footer("  source <(pgmigrations completion)");
    }
  }

  /** What the jar says. */
  static final class OfTheJar implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"pgmigrations " + ToolVersion.current()};
    }
  }
}
