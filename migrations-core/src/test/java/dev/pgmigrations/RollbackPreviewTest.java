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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLWarning;

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
                  and by CASCADE: table c.t
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

  private List<List<String>> cascaded(Migrator migrator) {
    return migrator.preview(ALL).steps().stream().map(RollbackPreview.Step::cascaded).toList();
  }

  /** What PostgreSQL says, in its own order, when it does it. */
  private List<String> toldByTheServer(String... statements) throws SQLException {
    List<String> told = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
        for (SQLWarning notice = statement.getWarnings();
            notice != null;
            notice = notice.getNextWarning()) {
          String text =
              notice instanceof PSQLWarning from && from.getServerErrorMessage().getDetail() != null
                  ? from.getServerErrorMessage().getDetail()
                  : notice.getMessage();
          text.lines().flatMap(RollbackPreviewTest::object).forEach(told::add);
        }
      }
      connection.rollback();
    }
    return told.stream().sorted().toList();
  }

  /** Of tables that it empties, the server does not say the schema. */
  private static Stream<String> object(String line) {
    return line.contains("does not exist")
        ? Stream.empty()
        : Stream.of(
            line.replaceFirst("^drop cascades to ", "")
                .replaceFirst("^truncate cascades to table \"([tu])\"$", "rows of table s.$1")
                .replaceFirst("^truncate cascades to table \"(.*)\"$", "rows of table $1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table a cascade;",
        "drop schema s cascade;",
        "drop type mood cascade;",
        "drop domain positive cascade;",
        "drop function twice(int) cascade;",
        "drop sequence numbers cascade;",
        "drop view w cascade;",
        "drop table a, b cascade;",
        "alter table a drop column amount cascade;",
        "alter table a drop constraint a_pkey cascade;",
        "drop table parted cascade;",
        "drop table parent cascade;",
        "drop materialized view m;\ndrop view w;\ndrop table a cascade;",
        "alter table b drop column a;\ndrop table a cascade;",
        "drop table child;",
        "truncate b cascade;",
        "truncate a, s.u cascade;",
        "truncate only a cascade;\ndrop view of_part;",
        "truncate parent cascade;",
        "drop function area(integer) cascade;",
        "drop function area(in side double precision, out square double precision) cascade;",
        "drop function area(a int, b character varying(10)) cascade;",
        "drop function area(feels mood, variadic more mood[]) cascade;",
        "drop function if exists area(bigint) cascade;",
        "drop aggregate added(int) cascade;",
        "drop extension hstore cascade;",
        "drop schema of_hstore cascade;",
        "drop server elsewhere cascade;",
        "drop foreign data wrapper nothing cascade;"
      })
  void what_goes_along_is_what_the_server_tells_when_it_does_it(String down) throws Exception {
    project.file(
        "1_a.sql",
        """
        create type mood as enum ('good');
        create domain positive as int check (value > 0);
        create function twice(n int) returns int immutable language sql as 'select n * 2';
        create sequence numbers;
        create table a (
          id int primary key, amount positive, feels mood, number int default nextval('numbers'),
          double int default twice(1), ever int generated always as identity);
        create index on a (amount);
        create table b (id int primary key, a int references a, moods mood[]);
        create view v as select id, amount from a;
        create view w as select * from v;
        create materialized view m as select count(*) from w;
        create schema s;
        create table s.t (id int primary key, a int references a);
        create table s.u (t int references s.t, feels mood);
        create view public.outside as select * from s.t;
        create table parted (id int references b) partition by range (id);
        create table part partition of parted for values from (0) to (10);
        create view of_part as select * from part;
        create table parent (id int);
        create table child () inherits (parent);
        create table parent_key (id int primary key) inherits (parent);
        create function area(int) returns int immutable language sql as 'select $1 * $1';
        create function area(side double precision, out square double precision)
          immutable language sql as 'select side * side';
        create function area(a int, b varchar) returns int immutable language sql as 'select a';
        create function area(feels mood, variadic more mood[]) returns int
          immutable language sql as 'select 1';
        create aggregate added(int) (sfunc = int4pl, stype = int);
        create aggregate added(bigint) (sfunc = int8pl, stype = bigint);
        create trigger t before update on b for each row execute function
          pg_catalog.suppress_redundant_updates_trigger();
        create table kept (h int references parent_key, a int default area(1));
        create view areas as select area(1.5::double precision) as one, area(1, 'x') as two,
          area('good'::mood, 'good'::mood) as three, added(1) as four;
        create schema of_hstore;
        create extension hstore schema of_hstore;
        create table with_hstore (id int, h of_hstore.hstore);
        create view of_keys as select of_hstore.akeys(h) from with_hstore;
        create foreign data wrapper nothing;
        create server elsewhere foreign data wrapper nothing;
        create foreign table far (id int) server elsewhere;
        create view of_far as select * from far;
        -- DOWN
        """
            + down);
    project.migrator().migrate();

    assertThat(cascaded(project.migrator()).get(0).stream().sorted())
        .containsExactlyElementsOf(toldByTheServer(down.split("\n")));
  }

  @Test
  void what_an_earlier_step_takes_away_goes_along_with_no_later_one() {
    project
        .file("1_a.sql", "create table a (id int);\n-- DOWN\ndrop table a cascade;")
        .file("2_v.sql", "create view v as select * from a;\n-- DOWN\ndrop view v cascade;");
    project.migrator().migrate();
    database.execute("create view other as select * from v; create view third as select * from a");

    assertThat(cascaded(project.migrator()))
        .containsExactly(List.of("view other"), List.of("view third"));
  }

  @Test
  void unqualified_names_that_cascade_are_those_of_the_schema_that_is_migrated() {
    project.file("1_a.sql", "create table a (id int);\n-- DOWN\ndrop table a cascade;");
    Migrator migrator = project.migrator(settings -> settings.schema("app"));
    migrator.migrate();
    database.execute("create table public.a (id int); create view wrong as select * from public.a");
    database.execute("create view public.right as select * from app.a");

    assertThat(cascaded(migrator)).containsExactly(List.of("view \"right\""));
  }

  @Test
  void of_many_that_go_along_the_first_are_named() {
    project.file("1_a.sql", "create table a (id int);\n-- DOWN\ndrop table a cascade;");
    project.migrator().migrate();
    for (int i = 10; i < 22; i++) {
      database.execute("create view v%d as select * from a".formatted(i));
    }

    assertThat(project.migrator().preview(ALL).text())
        .contains("      and by CASCADE: view v10, view v11, ")
        .endsWith("view v19 and 2 more\n");
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
