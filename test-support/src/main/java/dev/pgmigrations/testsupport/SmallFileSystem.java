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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file system of a few megabytes in memory; takes Linux and the right to mount. */
public final class SmallFileSystem implements AutoCloseable {

  private final Path folder;

  private SmallFileSystem(Path folder) {
    this.folder = folder;
  }

  /** Mounts one, if this process may. */
  public static Optional<SmallFileSystem> mount(int mebibytes) {
    try {
      Path folder = Files.createTempDirectory("pgmigrations-disk");
      String options = "size=%dm,mode=0700".formatted(mebibytes);
      if (!run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString())) {
        Files.delete(folder);
        return Optional.empty();
      }
      SmallFileSystem mounted = new SmallFileSystem(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(mounted::close));
      return Optional.of(mounted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new folder on it. */
  public Path folder(String name) {
    try {
      return Files.createDirectory(
          folder.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes it larger, as an administrator would. */
  public void grow(int mebibytes) {
    if (!run("mount", "-o", "remount,size=%dm".formatted(mebibytes), folder.toString())) {
      throw new IllegalStateException("cannot grow " + folder);
    }
  }

  private static boolean run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor() == 0;
      if (!done) {
        System.err.println(String.join(" ", command) + ": " + said.strip());
      }
      return done;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Unmounts it, even while files on it are open. Does nothing the second time. */
  @Override
  public void close() {
    if (Files.exists(folder)) {
      run("umount", "-l", folder.toString());
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        System.err.println("Left behind: " + folder + ": " + e);
      }
    }
  }
}
