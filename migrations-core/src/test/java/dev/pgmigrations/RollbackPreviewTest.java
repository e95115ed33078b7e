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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.RollbackPreview;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RollbackPreviewTest extends ProjectTest {

  private static final Goal.Rollback ALL = new Goal.RollbackAll(Set.of());

  @Test
  void shows_what_would_be_dropped_with_an_estimate_of_the_rows_and_changes_nothing() {
    project
        .file("1_a.sql", "create table a (id int, b int);\n-- DOWN\ndrop table a;")
        .file(
            "2_b.sql",
            "create index i on a (b);\n-- DOWN\ndrop index i;\nalter table a drop column b;")
        .file(
            "3_c.sql", "create schema c create table t (x int);\n-- DOWN\ndrop schema c cascade;");
    project.migrator().migrate();
    database.execute("insert into a select g, g from generate_series(1, 300) g");
    database.execute("insert into c.t select g from generate_series(1, 20) g");
    database.jdbc().sql("analyze").update();
    List<String> before = items();

    RollbackPreview preview = project.migrator().preview(ALL);

    assertThat(preview.text())
        .isEqualTo(
            """
              - 3 c
                  drops schema c, about 20 rows
              - 2 b
                  drops index i
                  drops column a.b, about 300 rows
              - 1 a
                  drops table a, about 300 rows
            """);
    assertThat(preview.phrases()).isEmpty();
    assertThat(items()).isEqualTo(before);
  }

  @Test
  void unqualified_names_are_those_of_the_schema_that_is_migrated() {
    project.file("1_a.sql", "create table a (id int);\n-- DOWN\ntruncate a;\ndelete from b;");
    Migrator migrator = project.migrator(settings -> settings.schema("app"));
    migrator.migrate();
    database.execute("create table public.a (id int); create table public.b (id int)");
    database.execute(
        "insert into app.a values (1); insert into b select g from generate_series(1, 7) g");
    database.jdbc().sql("analyze").update();

    assertThat(migrator.preview(ALL).steps().get(0).losses())
        .extracting(RollbackPreview.Lost::toString)
        .containsExactly("all rows of a, about 1 row", "rows of b, about 7 rows");
  }

  @Test
  void partitions_count_and_what_nobody_analyzed_has_no_estimate() {
    project.file(
        "1_a.sql",
        """
        create table p (id int) partition by range (id);
        create table p1 partition of p for values from (0) to (100);
        create table p2 partition of p for values from (100) to (200);
        create table q (id int);
        -- DOWN
        drop table p;
        drop table q, nowhere;
        """);
    project.migrator().migrate();
    database.execute("insert into p select g from generate_series(0, 149) g");
    database.jdbc().sql("analyze p").update();

    assertThat(project.migrator().preview(ALL).steps().get(0).losses())
        .extracting(RollbackPreview.Lost::toString)
        .containsExactly("table p, about 150 rows", "table q", "table nowhere");
  }

  @Test
  void tells_the_phrases_that_are_asked_for_whatever_the_goal_has() {
    project.file(
        "1_a.sql", "create table a ();\n-- DOWN\n-- migrations:confirm=DROP A\ndrop table a;");
    project.migrator().migrate();

    assertThat(project.migrator().preview(ALL).phrases()).containsExactly("DROP A");
    assertThat(project.migrator().preview(new Goal.RollbackLast(1, Set.of("DROP A"))).phrases())
        .containsExactly("DROP A");
  }

  @Test
  void says_where_code_may_drop_more() {
    project.file("1_a.sql", "select 1;\n-- DOWN\ndo $$ begin drop table if exists x; end $$;");
    project.migrator().migrate();

    assertThat(project.migrator().preview(ALL).text())
        .isEqualTo("  - 1 a\n      runs code that may drop more\n");
  }

  @Test
  void what_cannot_be_undone_is_refused_as_by_the_rollback_itself() {
    project.file("1_a.sql", "create table a ();");
    project.migrator().migrate();

    assertThatThrownBy(() -> project.migrator().preview(ALL))
        .isInstanceOf(PlanRejectedException.class)
        .hasMessageContaining("[no-way-back]");
    assertThatThrownBy(
            () -> project.migrator().preview(new Goal.RollbackOnly(Version.of("9"), Set.of())))
        .hasMessageContaining("[not-applied]");
  }

  private List<String> items() {
    return database.snapshot().items().stream().map(Object::toString).toList();
  }
}
