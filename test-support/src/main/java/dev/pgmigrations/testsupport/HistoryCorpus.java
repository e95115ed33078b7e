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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The migrations of a public project, and what they have to lead to. They lie beside this project,
 * where the system property {@code corpora} says.
 */
public final class HistoryCorpus {

  /**
   * One migration.
   *
   * @param number its place in the order, from 1
   * @param file its file, or the up file of a pair
   * @param reversible whether it has a down part
   * @param transactional whether the whole file may run in one transaction
   */
  public record Step(
      int number, String name, Path file, boolean reversible, boolean transactional) {}

  private static final Pattern GRANTEE =
      Pattern.compile(
          "^(?:GRANT|CREATE POLICY|ALTER DEFAULT PRIVILEGES) .*? TO (\\w+)", Pattern.MULTILINE);

  private final Path directory;

  private HistoryCorpus(Path directory) {
    this.directory = directory;
  }

  /** The corpus, or nothing where it is not on this machine. */
  public static Optional<HistoryCorpus> of(String name) {
    return Optional.ofNullable(System.getProperty("corpora"))
        .map(corpora -> Path.of(corpora, name))
        .filter(Files::isDirectory)
        .map(HistoryCorpus::new);
  }

  /** The corpus; skips the running test where it is not on this machine. */
  public static HistoryCorpus orSkip(String name) {
    return of(name)
        .orElseThrow(
            () ->
                new TestAbortedException(
                    "No %s below the system property corpora=%s"
                        .formatted(name, System.getProperty("corpora"))));
  }

  public String name() {
    return directory.getFileName().toString();
  }

  public Path directory() {
    return directory;
  }

  /** The folder with the project's files under their own names. */
  public Path files() {
    return directory.resolve("files");
  }

  /** In the order in which they run; empty for the corpora that are no histories. */
  public List<Step> steps() {
    return rows("plan.tsv").map(this::step).toList();
  }

  private Step step(String[] row) {
    return new Step(
        Integer.parseInt(row[0]),
        row[1],
        files().resolve(row[2]),
        row[3].equals("up+down"),
        row[4].equals("tx"));
  }

  /** What runs once before the first migration. */
  public Optional<String> preSql() {
    return file("pre.sql").map(HistoryCorpus::read);
  }

  /** A pg_dump without owners after all ups. */
  public Optional<Path> expectedSchema() {
    return file("expected-schema.sql");
  }

  /**
   * The roles that the expected schema grants to. Some histories make them, and expect that a
   * server may have them from an earlier run.
   */
  public SortedSet<String> roles() {
    return expectedSchema().map(HistoryCorpus::read).stream()
        .flatMap(schema -> GRANTEE.matcher(schema).results())
        .map(match -> match.group(1))
        .filter(role -> !role.equals("postgres"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Makes the expected schema in an empty database, and the roles it needs on the server.
   *
   * @throws java.util.NoSuchElementException when the corpus has none
   */
  public void restoreExpectedSchema(TestDatabase database) {
    roles().forEach(Postgres::createRoleIfAbsent);
    database.restore(expectedSchema().orElseThrow());
  }

  /** The number of rows after all ups by {@code schema.table}, quoted as SQL needs it. */
  public Map<String, Long> expectedRows() {
    return rows("expected-rows.tsv")
        .collect(
            Collectors.toMap(
                row -> row[0], row -> Long.valueOf(row[1]), (a, b) -> b, LinkedHashMap::new));
  }

  /** A file that lies beside {@link #files()}, for instance {@code downs.tsv}. */
  public Optional<Path> file(String fileName) {
    return Optional.of(directory.resolve(fileName)).filter(Files::isRegularFile);
  }

  private Stream<String[]> rows(String fileName) {
    return file(fileName).map(HistoryCorpus::read).stream()
        .flatMap(String::lines)
        .filter(line -> !line.isBlank())
        .map(line -> line.split("\t", -1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
