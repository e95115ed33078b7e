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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the newest releases of PostgreSQL have learned, in files: read, cut and sent as it is. */
@PostgresTest
class NewSyntaxTest {

  @TempDir Path folder;

  private void migrate(TestDatabase database, int since, String up) throws Exception {
    assumeTrue(Postgres.majorVersion() >= since, "PostgreSQL is older than " + since);
    Files.writeString(folder.resolve("1_new.sql"), up);
    MigratorSettings settings =
        MigratorSettings.builder().locations(List.of("file:" + folder)).build();
    new Migrator(settings, database.dataSource()).migrate();
  }

  private static List<String> lines(TestDatabase database, String query) {
    return database.jdbc().sql(query).query(String.class).list();
  }

  @Test
  void release_17(TestDatabase database) throws Exception {
    migrate(
        database,
        17,
        """
        create table stock (id int primary key, left_over int);
        create table log (line text);
        with merged as (
          merge into stock s using (values (1, 5), (2, 7)) v (id, n) on s.id = v.id
          when matched then update set left_over = v.n
          when not matched by source then delete
          when not matched then insert values (v.id, v.n)
          returning merge_action() as action, s.id)
        insert into log select action || ' ' || id from merged;
        insert into log
          select t.name from json_table('{"a": [{"n": "x;y"}, {"n": "z"}]}', '$.a[*]'
            columns (name text path '$.n')) t;
        """);

    assertThat(lines(database, "select line from log order by line"))
        .containsExactly("INSERT 1", "INSERT 2", "x;y", "z");
  }

  @Test
  void release_18(TestDatabase database) throws Exception {
    migrate(
        database,
        18,
        """
        create extension btree_gist;
        create table room (id int, during daterange, primary key (id, during without overlaps));
        create table stay (
          room int, during daterange, price int, tax int generated always as (price / 5) virtual,
          constraint stay_room foreign key (room, period during) references room (id, period during));
        alter table stay add constraint cheap check (price < 100) not enforced;
        alter table stay add constraint priced not null price not valid;
        insert into room values (1, '[2026-01-01,2027-01-01)');
        insert into stay values (1, '[2026-05-01,2026-05-03)', 500);
        create table log (line text);
        with raised as (update stay set price = price + 5 returning old.price as before, new.tax)
        insert into log select before || ' ' || tax from raised;
        alter table stay validate constraint priced;
        """);

    assertThat(lines(database, "select line from log")).containsExactly("500 101");
    assertThat(
            lines(
                database,
                "select conname::text from pg_constraint where conrelid = 'stay'::regclass"
                    + " order by 1"))
        .containsExactly("cheap", "priced", "stay_room");
  }

  /** Operators, names, strings and bodies in which a careless reader would find an end. */
  @Test
  void what_looks_like_an_end_and_is_none(TestDatabase database) throws Exception {
    migrate(
        database,
        14,
        """
        create table log (line text);
        insert into log select (@-@ path '((0,0),(3,4))')::text;
        insert into log values (U&'\\0041;' || E'\\';' || $a$;$b$;$b$;$a$), (U&'d!0061;' uescape '!');
        create function twice(n int) returns int language sql
        begin atomic
          select case when n > 0 then n else 0 end;
          select n * 2;
        end;
        insert into log values (twice(21));
        do $do$ begin execute $q$insert into log values ('in; $x$ out')$q$; end $do$;
        """);

    assertThat(lines(database, "select line from log order by ctid"))
        .containsExactly("10", "A;';;$b$;$b$;", "da;", "42", "in; $x$ out");
  }
}
