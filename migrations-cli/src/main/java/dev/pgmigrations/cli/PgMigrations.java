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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public static int execute(Surroundings surroundings, String... arguments) {
    Map<String, Supplier<Object>> all = commands(surroundings);
    Set<String> asked =
        arguments.length > 0 && all.containsKey(arguments[0]) ? Set.of(arguments[0]) : all.keySet();
    return commandLine(surroundings, all, asked).execute(arguments);
  }

  /** The whole command line; to run a command, {@link #execute} is quicker. */
  public static CommandLine commandLine(Surroundings surroundings) {
    Map<String, Supplier<Object>> all = commands(surroundings);
    return commandLine(surroundings, all, all.keySet());
  }

  /** Each is made when it is asked for: making all takes a tenth of a second of a cold process. */
  private static Map<String, Supplier<Object>> commands(Surroundings surroundings) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("create", () -> new CreateCommand(surroundings));
    all.put("status", () -> new StatusCommand(surroundings));
    all.put("migrate", () -> new MigrateCommand(surroundings));
    all.put("rollback", () -> new RollbackCommand(surroundings));
    all.put("redo", () -> new RedoCommand(surroundings));
    all.put("dry-run", () -> new DryRunCommand(surroundings));
    all.put("validate", () -> new ValidateCommand(surroundings));
    all.put("verify", () -> new VerifyCommand(surroundings));
    all.put("seed", () -> new SeedCommand(surroundings));
    all.put("clear", () -> new ClearCommand(surroundings));
    all.put("setup", () -> new SetupCommand(surroundings));
    all.put("baseline", () -> new BaselineCommand(surroundings));
    all.put("mark", () -> mark(surroundings));
    all.put("accept", () -> new AcceptCommand(surroundings));
    all.put("exec", () -> new ExecCommand(surroundings));
    all.put("inspect", () -> new InspectCommand(surroundings));
    all.put("schema", () -> new SchemaCommand(surroundings));
    all.put("docs", () -> new DocsCommand(surroundings));
    all.put("types", () -> new TypesCommand(surroundings));
    return all;
  }

  private static CommandLine commandLine(
      Surroundings surroundings, Map<String, Supplier<Object>> commands, Set<String> asked) {
    Style style = Style.of(surroundings);
    CommandLine root = new CommandLine(new PgMigrations());
    commands.forEach(
        (name, command) -> {
          if (asked.contains(name)) {
            root.addSubcommand(name, command.get());
          }
        });
    if (asked.size() == commands.size()) {
      root.addSubcommand("completion", new AutoComplete.GenerateCompletion());
    }
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
