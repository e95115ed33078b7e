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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All that was made in one database, at one time: schemas, relations, columns with their place,
 * constraints, indexes, sequences, routines, triggers, policies, types, comments, owners, grants
 * and so on. Immutable.
 *
 * <p>Two databases with equal snapshots would give the same schema-only dump, but for the names of
 * NOT NULL constraints (they exist since PostgreSQL 18) and for whether a materialized view is
 * filled. Not looked at: subscriptions, conversions, transforms, settings of the database.
 * Definitions are written by the server, so compare snapshots of one major version only.
 */
public final class CatalogSnapshot {

  /**
   * One object, or one property of an object that is compared on its own.
   *
   * @param kind as pg_identify_object says, for instance {@code table column}; or {@code owner},
   *     {@code grant}, {@code comment}
   * @param identity its name with schema, for instance {@code public.orders.id}; for a property
   *     with the kind of the object before it
   */
  public record Item(String kind, String identity, String definition) {

    Key key() {
      return new Key(kind, identity);
    }
  }

  record Key(String kind, String identity) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::identity);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return kind + " " + identity;
    }
  }

  private static final String QUERY = resource("catalog.sql");
  private static final Set<String> OWNERS_AND_GRANTS = Set.of("owner", "grant", "default acl");

  private final SortedMap<Key, String> definitions;

  private CatalogSnapshot(Collection<Item> items) {
    definitions = new TreeMap<>();
    for (Item item : items) {
      if (definitions.put(item.key(), item.definition()) != null) {
        throw new IllegalStateException("There are two of " + item.key());
      }
    }
  }

  /**
   * Reads the catalogs with one statement. In a transaction of the caller it leaves the search path
   * empty.
   *
   * @param ignoredRelations as {@code schema.name}: left out with their columns, constraints,
   *     indexes, triggers, policies and the sequences they own
   */
  public static CatalogSnapshot of(JdbcClient jdbc, Collection<String> ignoredRelations) {
    return new CatalogSnapshot(
        jdbc.sql(QUERY).param(String.join("\n", ignoredRelations)).query(Item.class).list());
  }

  /** Ordered by kind and identity. */
  public List<Item> items() {
    return definitions.entrySet().stream()
        .map(entry -> new Item(entry.getKey().kind(), entry.getKey().identity(), entry.getValue()))
        .toList();
  }

  /**
   * For a comparison with a restored dump that has no owners. Leaves out default privileges as
   * well.
   */
  public CatalogSnapshot withoutOwnersAndGrants() {
    return new CatalogSnapshot(
        items().stream().filter(item -> !OWNERS_AND_GRANTS.contains(item.kind())).toList());
  }

  /**
   * With runs of empty lines made one in each definition, function bodies included. For a
   * comparison with a dump that was normalised so, as the expected schema of a {@link
   * HistoryCorpus} is.
   */
  public CatalogSnapshot withEmptyLinesFolded() {
    return new CatalogSnapshot(
        items().stream()
            .map(
                item ->
                    new Item(
                        item.kind(),
                        item.identity(),
                        item.definition().replaceAll("\\n{3,}", "\n\n")))
            .toList());
  }

  /**
   * One entry for each item that is in one of the two only, or in both with another definition.
   * Empty when they are equal.
   */
  public List<String> differencesFrom(CatalogSnapshot other) {
    SortedSet<Key> keys = new TreeSet<>(definitions.keySet());
    keys.addAll(other.definitions.keySet());
    List<String> differences = new ArrayList<>();
    for (Key key : keys) {
      String here = definitions.get(key);
      String there = other.definitions.get(key);
      if (here == null) {
        differences.add("missing %s: %s".formatted(key, there));
      } else if (there == null) {
        differences.add("unexpected %s: %s".formatted(key, here));
      } else if (!here.equals(there)) {
        differences.add("different %s%s".formatted(key, firstDifference(here, there)));
      }
    }
    return differences;
  }

  /** Of definitions with several lines only the first line that differs. */
  private static String firstDifference(String here, String there) {
    List<String> ours = here.lines().toList();
    List<String> theirs = there.lines().toList();
    if (ours.size() <= 1 && theirs.size() <= 1) {
      return ": %s, not %s".formatted(here, there);
    }
    int line = 0;
    while (lineOf(ours, line).equals(lineOf(theirs, line)) && line < ours.size()) {
      line++;
    }
    return " in line %d: %s, not %s".formatted(line + 1, lineOf(ours, line), lineOf(theirs, line));
  }

  private static String lineOf(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "(the end)";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CatalogSnapshot that && definitions.equals(that.definitions);
  }

  @Override
  public int hashCode() {
    return definitions.hashCode();
  }

  /** The items, a line each. */
  @Override
  public String toString() {
    return definitions.entrySet().stream()
        .map(Map.Entry::toString)
        .collect(Collectors.joining("\n"));
  }

  private static String resource(String name) {
    try (InputStream in = CatalogSnapshot.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
