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

package dev.pgmigrations.boot;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.PlannedRun;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.report.LogListener;
import dev.pgmigrations.report.StatusReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Migrates every target of an application and remembers how it went. Safe to use from several
 * threads.
 */
public final class MigrationRunner {

  private static final Logger log = LoggerFactory.getLogger(MigrationRunner.class);

  /** What cancelling on the server may take after the grace. */
  private static final Duration LAST_RESORT = Duration.ofSeconds(10);

  private final MigrationTargets targets;
  private final RunPolicy policy;
  private final Optional<MigrationStrategy> strategy;
  private final List<? extends MigrationListener> listeners;
  private final List<MigrationRunListener> runListeners;
  private final ClassLoader classLoader;
  private final TargetReports reports = new TargetReports();
  private final KnownTargets known;
  private volatile @Nullable Look look;
  private volatile @Nullable Stop stop;

  /**
   * A runner that migrates, logs and tells {@code listeners} what happens.
   *
   * @param classLoader of {@code classpath:} locations
   */
  public MigrationRunner(
      MigrationTargets targets,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader) {
    this(targets, listeners, classLoader, Optional.empty());
  }

  /**
   * The same.
   *
   * @param strategy replaces what is done with each target, if there is one
   */
  public MigrationRunner(
      MigrationTargets targets,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader,
      Optional<MigrationStrategy> strategy) {
    this(targets, listeners, classLoader, RunPolicy.DEFAULT, strategy, List.of());
  }

  /**
   * The same for any policy. With several targets at a time, {@code listeners} and {@code strategy}
   * are called by several threads.
   *
   * @param strategy replaces what is done to migrate a target, if there is one
   * @param runListeners hear of whole runs
   */
  public MigrationRunner(
      MigrationTargets targets,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader,
      RunPolicy policy,
      Optional<MigrationStrategy> strategy,
      List<? extends MigrationRunListener> runListeners) {
    this.targets = targets;
    this.listeners = List.copyOf(listeners);
    this.classLoader = classLoader;
    this.policy = policy;
    this.strategy = strategy;
    this.runListeners = List.copyOf(runListeners);
    this.known = new KnownTargets(targets, this::migrator, reports);
    reports.allWait(targets());
  }

  private Migrator migrator(MigrationTarget target) {
    List<MigrationListener> all = new ArrayList<>();
    all.add(new LogListener(target.label()));
    all.addAll(listeners);
    return new Migrator(target.settings(), target.dataSource(), all, classLoader);
  }

  /**
   * Migrates the targets, then the tenants, and seeds those that ask for it; or, by the mode, only
   * makes sure or waits that they are migrated. Tenants are not tried when a target has failed.
   *
   * @return how each fared
   * @throws TargetFailedException at the first that fails, or, where the others go on, at the end
   * @throws MigrationsConfigurationException before anything is done, if two of them turn out to
   *     have one history; before the tenants, if these cannot be listed
   */
  public List<TargetReport> run() {
    return run(null);
  }

  /** The same without asking again those of whom the look has told that nothing is pending. */
  List<TargetReport> runAsPeeked() {
    Look current = look;
    look = null;
    return run(current);
  }

  /** What is known when it is done need not be asked again. */
  void lookedAt(Look look) {
    this.look = look;
  }

  private synchronized List<TargetReport> run(@Nullable Look looked) {
    Stop own = new Stop();
    stop = own;
    try {
      tell(listener -> listener.started(targets()));
      try {
        runAll(looked == null ? Map.of() : looked.answer(), own);
      } catch (RuntimeException | Error e) {
        tell(listener -> listener.failed(reports(), e));
        throw e;
      }
      tell(listener -> listener.completed(reports()));
      return reports();
    } finally {
      stop = null;
      own.ended();
    }
  }

  /**
   * Asks the run that is under way to end, for the application stops: no target begins any more,
   * and those under way finish their unit if that takes no longer than {@code grace}, else it is
   * cancelled on the server. What is finished is kept; the next run goes on from there. Returns
   * when it has ended, at once if there is none, and some seconds after {@code grace} in any case.
   */
  public void stop(Duration grace) {
    Stop current = stop;
    if (current == null) {
      return;
    }
    current.ask();
    long start = System.nanoTime();
    long most = grace.plus(LAST_RESORT).toNanos();
    Map<String, Thread> asking = new HashMap<>();
    try {
      do {
        Duration left = grace.minusNanos(System.nanoTime() - start);
        running()
            .filter(name -> !isAlive(asking.get(name))) // It may only just have begun before.
            .forEach(name -> asking.put(name, stop(name, left)));
      } while (!current.isOfThisThread()
          && !current.hasEndedWithin(50)
          && System.nanoTime() - start < most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isAlive(@Nullable Thread thread) {
    return thread != null && thread.isAlive();
  }

  private Stream<String> running() {
    return reports().stream()
        .filter(report -> report.state() == TargetReport.State.RUNNING)
        .map(TargetReport::target);
  }

  /** Each in a thread of its own, for each takes its time. */
  private Thread stop(String target, Duration grace) {
    Duration left = grace.isNegative() ? Duration.ZERO : grace;
    Thread thread = new Thread(() -> migrator(target).stop(left), "migrations-stop");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void tell(Consumer<MigrationRunListener> what) {
    for (MigrationRunListener listener : runListeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        log.warn("A listener of the migrations failed; they go on without it", e);
      }
    }
  }

  private void runAll(Map<String, List<PlannedRun>> planned, Stop stop) {
    List<TargetReport> lastTime = reports();
    reports.allWait(targets());
    List<String> configured = MigrationTargets.names(targets.targets());
    MigrationsConfigurationException.throwIfAny(SharedHistories.found(targets.targets()));
    run(configured, targets.waitsFor(), policy.goesOn().orElse(false), Level.INFO, planned, stop);
    Map<String, KnownTargets.Known> before = known.all();
    List<String> tenants = known.listTenants(lastTime);
    if (configured.isEmpty() && tenants.isEmpty()) {
      log.info("No migration target is enabled");
    }
    runTenants(tenants, known.ofThoseThatStayed(planned, before), stop);
  }

  private void runTenants(List<String> tenants, Map<String, List<PlannedRun>> planned, Stop stop) {
    if (!tenants.isEmpty()) {
      long start = System.nanoTime();
      try {
        run(tenants, Map.of(), policy.goesOn().orElse(true), Level.DEBUG, planned, stop);
      } finally {
        log.info(reports.summary(tenants, Duration.ofNanos(System.nanoTime() - start)));
      }
    }
  }

  private void run(
      List<String> names,
      Map<String, Set<String>> waitsFor,
      boolean goesOn,
      Level nothingToDo,
      Map<String, List<PlannedRun>> planned,
      Stop stop) {
    TargetQueue queue = new TargetQueue(waitsFor, policy.parallel(), goesOn, stop);
    TargetFailures.throwIfAny(
        queue.run(
            names,
            name -> {
              KnownTargets.Known one = known.named(name);
              new TargetRun(one.target(), one.migrator(), c -> reports.change(name, c), nothingToDo)
                  .run(policy.mode(), strategy, planned.getOrDefault(name, List.of()), stop);
            }),
        this::reports);
    if (stop.isAsked()) {
      throwIfLeft(names);
    }
  }

  /** A run that was stopped is not done, even where nothing failed. */
  private void throwIfLeft(List<String> names) {
    List<String> left = names.stream().filter(name -> !reports.isDone(name)).toList();
    if (!left.isEmpty()) {
      throw new MigrationsPendingException(
          List.of(
              Diagnostic.error("stopped", "the run was stopped before " + String.join(", ", left))
                  .kept("what was finished before")
                  .fix("run again: it goes on from what is there")),
          null);
    }
  }

  /** How each target stands with the last run, in their order; from memory. */
  public List<TargetReport> reports() {
    return reports.of(targets());
  }

  /**
   * Whether a run has found out who the tenants are; done where there are none to list, and once
   * one has. Until it is done, {@link #reports} may not be all.
   */
  public TargetReport.State listing() {
    return known.listing();
  }

  /** What is applied and pending in each target, in their order; asks the databases. */
  public Map<String, StatusReport> status() {
    return ask(one -> one.migrator().status());
  }

  /** What a run would do now in each target, in their order; asks the databases. */
  Map<String, List<PlannedRun>> plans() {
    return ask(one -> one.target().goals().map(one.migrator()::peek).toList());
  }

  private <T> Map<String, T> ask(Function<KnownTargets.Known, T> question) {
    Map<String, KnownTargets.Known> all =
        known.current(() -> stop != null); // A run that is under way may be stopped.
    Map<String, T> answers = new ConcurrentHashMap<>();
    Stop asked = new Stop();
    Map<String, Throwable> failures =
        new TargetQueue(Map.of(), policy.parallel(), false, asked)
            .run(
                List.copyOf(all.keySet()),
                name -> answers.put(name, question.apply(Objects.requireNonNull(all.get(name)))));
    for (Throwable first : failures.values()) {
      throw TargetFailures.thrown(first);
    }
    if (asked.isAsked()) {
      throw new CancellationException("interrupted while asking the databases");
    }
    Map<String, T> inOrder = new LinkedHashMap<>();
    for (String name : all.keySet()) {
      inOrder.put(name, Objects.requireNonNull(answers.get(name)));
    }
    return inOrder;
  }

  /**
   * The names of the targets, in the order in which they begin, with the tenants that were seen
   * last: by a run, or by who asked for the status while none was under way.
   */
  public List<String> targets() {
    return known.names();
  }

  /**
   * What a target is.
   *
   * @throws IllegalArgumentException if there is no such target
   */
  public MigrationTarget target(String name) {
    return known.named(name).target();
  }

  /**
   * The migrator of a target, to roll back, say.
   *
   * @throws IllegalArgumentException if there is no such target
   */
  public Migrator migrator(String target) {
    return known.named(target).migrator();
  }

  /**
   * The migrator of the only target.
   *
   * @throws IllegalStateException if there are several, or none
   */
  public Migrator migrator() {
    Map<String, KnownTargets.Known> all = known.all();
    if (all.size() != 1) {
      throw new IllegalStateException(
          "there are %s targets; say which of %s".formatted(all.size(), targets()));
    }
    return all.values().iterator().next().migrator();
  }
}
