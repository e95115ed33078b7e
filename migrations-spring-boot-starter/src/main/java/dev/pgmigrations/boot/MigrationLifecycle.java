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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * What the life of an application means to its migrations. In the order of that life:
 *
 * <ol>
 *   <li>While beans are made, {@link RunOn#STARTUP} migrates. Beans that Spring Boot knows to use
 *       the database (JPA, {@code JdbcClient}, Quartz, Spring Session) wait for this one, and those
 *       with {@code @DependsOnDatabaseInitialization} do.
 *   <li>When all are made, a warning names other tools that migrate as well.
 *   <li>Before the web server starts, a look at the database begins, which opens the gate if
 *       nothing is pending.
 *   <li>When the application is ready, {@link RunOn#READY} migrates: before other listeners of that
 *       event and before the application accepts traffic, in the thread that publishes the event,
 *       so that a failure stops the application.
 *   <li>When it is closed, a run that is under way finishes its unit or is cancelled on the server,
 *       while the application is still whole. If it never was ready, a warning tells that nothing
 *       was migrated.
 * </ol>
 *
 * <p>One bean hears all of that, because every bean costs every start something. It exists whenever
 * the migrations do and finds out when asked whether there is anything to do: the order of beans is
 * fixed when an application is built ahead of time, its properties are not.
 *
 * <p>Only events of its own context count: those of child contexts come by here as well.
 */
public final class MigrationLifecycle
    implements InitializingBean,
        SmartInitializingSingleton,
        SmartLifecycle,
        SmartApplicationListener {

  private static final Logger log = LoggerFactory.getLogger(MigrationLifecycle.class);

  /** Before all other listeners, with some room for who must come even earlier. */
  public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  /** Before Spring Boot's web servers and before message listeners. */
  public static final int PHASE = DEFAULT_PHASE - 3072;

  /** How long others may wait for the look. */
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

  private final ApplicationContext context;
  private final Supplier<MigrationRunner> runner;
  private final MigrationGate gate;
  private final RunOn runOn;
  private final Duration grace;
  private final MigrationPeek peek;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean running;

  /**
   * Takes part in the life of {@code context}.
   *
   * @param runner asked for only when it is needed, so that what it is made of may use the database
   * @param gate what the look opens
   * @param runOn when to migrate
   * @param grace for the unit that is under way when the application is asked to end
   */
  public MigrationLifecycle(
      ApplicationContext context,
      Supplier<MigrationRunner> runner,
      MigrationGate gate,
      RunOn runOn,
      Duration grace) {
    this.context = context;
    this.runner = runner;
    this.gate = gate;
    this.runOn = runOn;
    this.grace = grace;
    this.peek =
        new MigrationPeek(runner, gate, new EarlyDatabaseUsers(context)::names, LOOK_TIMEOUT);
  }

  /** Migrates if that is to be done while beans are made. */
  @Override
  public void afterPropertiesSet() {
    if (runOn == RunOn.STARTUP) {
      ShutdownHook.during(runner.get(), grace);
    }
  }

  @Override
  public void afterSingletonsInstantiated() {
    new OtherTools(context, context.getClassLoader()).warn();
  }

  /**
   * Begins to look. A part of the lifecycle, because this begins when all beans exist and does not
   * begin at all where an application is only started to be recorded ({@code
   * spring.context.exit=onRefresh}).
   */
  @Override
  public void start() {
    running = true;
    peek.begin();
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
    return ApplicationReadyEvent.class.isAssignableFrom(type)
        || ContextClosedEvent.class.isAssignableFrom(type);
  }

  @Override
  public void onApplicationEvent(ApplicationEvent event) {
    if (event instanceof ApplicationReadyEvent ready
        && ready.getApplicationContext().equals(context)) {
      ready();
    } else if (event instanceof ContextClosedEvent closed
        && closed.getApplicationContext().equals(context)) {
      runner.get().stop(grace);
      closed();
    }
  }

  /** A runner of the application may end it, and a run on ready never comes. */
  private void closed() {
    if (runOn == RunOn.READY && running && !gate.isOpen() && begun.compareAndSet(false, true)) {
      log.warn(
          "The application ended before it was ready, so nothing was migrated. To migrate before"
              + " its runners, set migrations.run-on=startup");
    }
  }

  private void ready() {
    if (runOn == RunOn.READY && begun.compareAndSet(false, true)) {
      ShutdownHook.during(runner.get(), grace);
    }
  }

  /** Not even where the application hands its events to other threads. */
  @Override
  public boolean supportsAsyncExecution() {
    return false;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }
}
