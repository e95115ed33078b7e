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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.execute.Database;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.RollbackPreview;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.report.VerifyReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;

/**
 * The commands, one method each. Safe to use from several threads and processes: they take turns.
 *
 * <p>All of them throw a {@link dev.pgmigrations.diagnostic.MigrationException} that says what is
 * wrong, where, and how to fix it. A run that fails at a step throws {@link
 * MigrationFailedException} with the report of what was done before.
 */
public final class Migrator {

  private final MigratorSettings settings;
  private final DataSource dataSource;
  private final List<MigrationListener> listeners;
  private final ClassLoader classLoader;
  private final Set<MigrationRun> runs = ConcurrentHashMap.newKeySet();

  /** Migrates what {@code dataSource} connects to, quietly. */
  public Migrator(MigratorSettings settings, DataSource dataSource) {
    this(settings, dataSource, List.of());
  }

  /** The same, and tells {@code listeners} what happens. */
  public Migrator(
      MigratorSettings settings,
      DataSource dataSource,
      List<? extends MigrationListener> listeners) {
    this(settings, dataSource, listeners, Thread.currentThread().getContextClassLoader());
  }

  /** The same, with the class path of {@code classLoader}. */
  public Migrator(
      MigratorSettings settings,
      DataSource dataSource,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader) {
    this.settings = settings;
    this.dataSource = dataSource;
    this.listeners = List.copyOf(listeners);
    this.classLoader = classLoader;
  }

  /** Applies everything that is pending. */
  public MigrationReport migrate() {
    return run(new Goal.Latest());
  }

  /** Applies what is pending up to a version. */
  public MigrationReport migrate(Version to) {
    return run(new Goal.UpTo(to));
  }

  /**
   * Undoes, the last applied first; see the kinds of {@link Goal.Rollback}. Steps without a way
   * back, or whose phrase is missing, are refused before anything runs.
   */
  public MigrationReport rollback(Goal.Rollback goal) {
    return run(goal);
  }

  /**
   * What {@link #rollback(Goal.Rollback)} would undo, what would be lost, and which phrases have to
   * be given; those in the goal do not count. Changes nothing.
   */
  public RollbackPreview preview(Goal.Rollback goal) {
    return Database.explained(() -> new Inspection(work()).preview(goal));
  }

  /**
   * Undoes the last version and applies it again as its file is now: the habit while writing it.
   *
   * @param confirmations the phrase that its way back asks for, if it does
   * @return what undoing and applying did; nothing is applied if nothing was there to be undone
   */
  public List<MigrationReport> redo(Set<String> confirmations) {
    MigrationReport undone = rollback(new Goal.RollbackLast(1, confirmations));
    Optional<Version> version = undone.last().flatMap(step -> step.id().version());
    return version.isEmpty() ? List.of(undone) : List.of(undone, migrate(version.get()));
  }

  /**
   * Runs a script, maintenance say, as a migration is run, but without a lock and without a
   * history. Of more than one unit, those that are finished before a failure are kept.
   *
   * @param script a file; what it includes is looked for around it
   */
  public MigrationReport execute(Path script) {
    return run(run -> run.execute(ScriptFile.of(script)));
  }

  /**
   * The same with a script of the class path, say; what it includes is looked for around it there.
   */
  public MigrationReport execute(Resource script) {
    return run(run -> run.execute(new ScriptFile(script)));
  }

  /** Undoes the last {@code count} versions. */
  public MigrationReport rollback(int count) {
    return run(new Goal.RollbackLast(count, Set.of()));
  }

  /** Records all versions up to this one as applied; runs nothing. */
  public MigrationReport baseline(Version version) {
    return run(new Goal.Baseline(version));
  }

  /** Records a version as applied; runs nothing. */
  public MigrationReport markDone(Version version) {
    return run(new Goal.MarkDone(version));
  }

  /** Records a version as not applied; runs nothing. */
  public MigrationReport markUndone(Version version) {
    return run(new Goal.MarkUndone(version));
  }

  /** Records that the changed file of an applied version is right as it is; runs nothing. */
  public MigrationReport accept(Version version) {
    return run(new Goal.Accept(version));
  }

  /** Runs the seeds that are new or changed. */
  public MigrationReport seed() {
    return run(new Goal.Seed());
  }

  /** Undoes all seeds. */
  public MigrationReport clear() {
    return run(new Goal.Clear());
  }

  /** Does whatever the goal asks for. */
  public MigrationReport run(Goal goal) {
    return run(run -> run.run(goal));
  }

  /** What {@link #run(Goal)} would do now; changes nothing, and does not wait for another run. */
  public PlannedRun plan(Goal goal) {
    return Database.explained(() -> new Inspection(work()).plan(goal));
  }

  /**
   * The same for who does not wait long for the answer: asks as little as can be, with a connection
   * that the {@code DataSource} can spare if there is one, and does not find out who locks the
   * history table.
   */
  public PlannedRun peek(Goal goal) {
    return Database.explained(() -> new Inspection(work()).peek(goal));
  }

  /**
   * Does what was planned a moment ago. Where that was nothing, the database is not asked again,
   * and listeners hear of a run as of any other; else everything is planned anew under the lock.
   */
  public MigrationReport run(PlannedRun planned) {
    return planned.isNothing() ? run(run -> run.tell(planned)) : run(planned.goal());
  }

  private MigrationReport run(Function<MigrationRun, MigrationReport> what) {
    MigrationRun run = new MigrationRun(work());
    runs.add(run);
    try {
      return what.apply(run);
    } finally {
      runs.remove(run);
    }
  }

  /**
   * Asks the runs of this migrator that are under way in other threads to end, for the process is
   * about to: each finishes its unit if that takes no longer than {@code grace}, else it is
   * cancelled on the server. What is finished is kept; the next run goes on from there. Returns
   * when they have ended. They throw {@link dev.pgmigrations.diagnostic.MigrationStoppedException},
   * or a {@link MigrationFailedException} with it as its cause.
   */
  public void stop(Duration grace) {
    runs.forEach(run -> run.stop(grace));
  }

  /**
   * Prints the SQL that {@link #run} would send, for {@code psql -f}; changes nothing.
   *
   * <p>The text holds the values of placeholders.
   */
  public void dryRun(Goal goal, Appendable out) {
    Database.explained(
        () -> {
          new Inspection(work()).dryRun(goal, out);
          return out;
        });
  }

  /** The same as a text. */
  public String dryRun(Goal goal) {
    StringBuilder text = new StringBuilder();
    dryRun(goal, text);
    return text.toString();
  }

  /** What is applied, what is pending, and what does not fit; changes nothing. */
  public StatusReport status() {
    return Database.explained(() -> new Inspection(work()).status());
  }

  /**
   * Makes sure that files and history agree; changes nothing. Pending versions are no disagreement.
   *
   * @throws PlanRejectedException saying where they do not
   */
  public void validate() {
    Database.explained(
        () -> {
          new Inspection(work()).validate();
          return true;
        });
  }

  /** Asks the VERIFY checks of everything that is applied, read only. */
  public VerifyReport verify() {
    return Database.explained(() -> new Inspection(work()).verify());
  }

  /**
   * Writes a new file with its sections ready into a folder of the source tree; needs no database.
   *
   * @param name words, such as {@code add user note}
   * @return the file
   */
  public static Path create(Path folder, String name) {
    return create(folder, MigrationDraft.of(name)).get(0);
  }

  /**
   * Writes the file of a draft, and one more for its way back where that is wanted; needs no
   * database.
   *
   * @return the files
   */
  public static List<Path> create(Path folder, MigrationDraft draft) {
    return new NewMigration(folder).create(draft);
  }

  private Work work() {
    return new Work(settings, dataSource, listeners, classLoader);
  }
}
