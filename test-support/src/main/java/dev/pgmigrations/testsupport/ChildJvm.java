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

package dev.pgmigrations.testsupport;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A Java process of its own with this one's class path, which may be killed. */
public final class ChildJvm implements AutoCloseable {

  /** The exit code of a process that was killed. */
  public static final int KILLED = 137;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private ChildJvm(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * What a process said.
   *
   * @param lines everything, for when it failed
   */
  public record Result(int exitCode, List<String> lines) {

    /** The number after a name and an equals sign. */
    public long number(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name + "="))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no %s in:%n%s".formatted(name, this)));
    }

    /** Whether it was killed, rather than ended. */
    public boolean wasKilled() {
      return exitCode == KILLED;
    }

    @Override
    public String toString() {
      return lines.stream().collect(Collectors.joining("\n", "", "\nexit code " + exitCode));
    }
  }

  /** Starts {@code main} in a process of its own. */
  public static ChildJvm start(Class<?> main, List<String> jvmOptions, List<String> arguments) {
    return start(main, jvmOptions, arguments, Map.of());
  }

  /** The same, with these variables in its environment too. */
  public static ChildJvm start(
      Class<?> main,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvmOptions);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    try {
      ChildJvm child = new ChildJvm(builder.start());
      Runtime.getRuntime().addShutdownHook(new Thread(child::close));
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      // The process is gone.
    } finally {
      synchronized (lines) {
        lines.notifyAll();
      }
    }
  }

  /** Waits until it has said such a line. */
  public ChildJvm await(Predicate<String> line, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (lines) {
      while (lines.stream().noneMatch(line)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || !reader.isAlive()) {
          throw new AssertionError("the child never said it:\n" + String.join("\n", lines));
        }
        lines.wait(Math.min(left, 100));
      }
    }
    return this;
  }

  /** Gives it a line. */
  public ChildJvm say(String line) {
    try {
      BufferedWriter input = process.outputWriter();
      input.write(line + "\n");
      input.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, as {@code kill} and Kubernetes do; what it says until then is still heard. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Ends it as Ctrl-C does. */
  public void interrupt() throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  public Result result(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      synchronized (lines) {
        throw new AssertionError("the child goes on:\n" + String.join("\n", lines));
      }
    }
    reader.join(patience.toMillis());
    synchronized (lines) {
      return new Result(process.exitValue(), List.copyOf(lines));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
