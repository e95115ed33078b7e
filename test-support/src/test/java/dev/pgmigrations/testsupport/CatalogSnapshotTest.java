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

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@PostgresTest
class CatalogSnapshotTest {

  private static final String ONE_OF_EACH =
      """
      create schema shop;
      create extension dict_int;
      create type shop.state as enum ('new', 'paid');
      create type shop.size as (width int, height int);
      create domain shop.amount as numeric(10, 2) not null check (value >= 0);
      create type shop.period as range (subtype = date);
      create collation shop.plain (locale = 'C');
      create sequence shop.numbers increment 5;
      create table shop.orders (
        id int generated always as identity primary key,
        note text collate "C" default 'none',
        state shop.state not null default 'new',
        twice int generated always as (4 * 2) stored,
        total shop.amount);
      create table shop.lines (order_id int references shop.orders, price numeric unique, check (price > 0));
      create table shop.logs (at date not null, line text) partition by range (at);
      create table shop.logs_2026 partition of shop.logs for values from ('2026-01-01') to ('2027-01-01');
      create index lines_price on shop.lines (price desc) where price > 10;
      create index logs_at on shop.logs (at);
      create statistics shop.together on order_id, price from shop.lines;
      create view shop.paid with (security_barrier) as select * from shop.orders where state = 'paid';
      create materialized view shop.totals as select count(*) from shop.orders;
      create function shop.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
      create procedure shop.nothing() language sql as 'select 1';
      create aggregate shop.sum_up (int) (sfunc = int4pl, stype = int, initcond = '0');
      create function shop.same(shop.size, shop.size) returns bool language sql as 'select true';
      create operator shop.=== (leftarg = shop.size, rightarg = shop.size, function = shop.same);
      create cast (shop.size as text) with inout;
      create trigger stamp before update on shop.orders for each row execute function shop.stamp();
      create rule quiet as on delete to shop.lines do instead nothing;
      create policy own on shop.orders for select to public using (id > 0);
      alter table shop.orders enable row level security;
      create function shop.watch() returns event_trigger language plpgsql as $$ begin end $$;
      create event trigger watch on ddl_command_end execute function shop.watch();
      create publication changes for table shop.orders;
      create text search configuration shop.plain (copy = simple);
      create text search dictionary shop.words (template = simple);
      create foreign data wrapper far;
      create server away foreign data wrapper far;
      create user mapping for current_user server away;
      create foreign table shop.remote (id int) server away;
      alter default privileges in schema shop grant select on tables to public;
      grant select (note) on shop.orders to public;
      grant usage on schema shop to public;
      comment on table shop.orders is 'what was ordered';
      comment on column shop.orders.note is 'free text';
      comment on constraint lines_price_check on shop.lines is 'positive';
      """;

  @Test
  void the_same_script_gives_equal_snapshots(TestDatabase one, TestDatabase another) {
    one.execute(ONE_OF_EACH);
    another.execute(ONE_OF_EACH);

    assertThat(one.snapshot().differencesFrom(another.snapshot())).isEmpty();
    assertThat(one.snapshot()).isEqualTo(another.snapshot());
  }

  @Test
  void every_kind_of_object_is_seen(TestDatabase database) {
    database.execute(ONE_OF_EACH);

    assertThat(database.snapshot().items())
        .extracting(CatalogSnapshot.Item::kind)
        .contains(
            "aggregate",
            "cast",
            "collation",
            "comment",
            "composite type column",
            "default acl",
            "domain constraint",
            "event trigger",
            "extension",
            "foreign table",
            "foreign table column",
            "foreign-data wrapper",
            "function",
            "grant",
            "index",
            "materialized view",
            "operator",
            "owner",
            "policy",
            "procedure",
            "publication",
            "rule",
            "schema",
            "sequence",
            "server",
            "statistics object",
            "table",
            "table column",
            "table constraint",
            "text search configuration",
            "text search dictionary",
            "trigger",
            "type",
            "user mapping",
            "view",
            "view column");
  }

  @Test
  void members_of_an_extension_are_not_listed(TestDatabase database) {
    CatalogSnapshot before = database.snapshot();

    database.execute("create extension citext; create extension pg_stat_statements");

    assertThat(
            database
                .snapshot()
                .withoutOwnersAndGrants()
                .differencesFrom(before.withoutOwnersAndGrants()))
        .allMatch(difference -> difference.contains("extension "))
        .hasSize(4);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        arguments("create schema s", "unexpected schema s: "),
        arguments("drop schema shop cascade", "missing schema shop: "),
        arguments("create table public.t ()", "unexpected table public.t: access method heap"),
        arguments(
            "alter table shop.lines set unlogged",
            "different table shop.lines: unlogged, access method heap, not access method heap"),
        arguments(
            "alter table shop.lines set (fillfactor = 50)",
            "different table shop.lines: access method heap, with {fillfactor=50}, not access method heap"),
        arguments(
            "alter table shop.orders disable row level security",
            "different table shop.orders: access method heap, not access method heap, row security"),
        arguments(
            "alter table shop.lines add note text default 'x' not null",
            "unexpected table column shop.lines.note: 3: text not null default 'x'::text"),
        arguments(
            "alter table shop.lines alter price type numeric(9, 2)",
            "different table column shop.lines.price: 2: numeric(9,2), not 2: numeric"),
        arguments(
            "alter table shop.orders alter note drop default",
            "different table column shop.orders.note: 2: text collate \"C\", not 2: text collate \"C\" default 'none'::text"),
        arguments(
            "alter table shop.orders alter id drop identity",
            "different table column shop.orders.id: 1: integer not null, not 1: integer not null generated always as identity"),
        arguments(
            "alter table shop.orders alter twice drop expression",
            "different table column shop.orders.twice: 4: integer, not 4: integer stored generated as (4 * 2)"),
        arguments(
            "alter table shop.lines drop order_id",
            "different table column shop.lines.price: 1: numeric, not 2: numeric"),
        arguments(
            "alter table shop.lines drop constraint lines_order_id_fkey",
            "missing table constraint lines_order_id_fkey on shop.lines: FOREIGN KEY (order_id) REFERENCES shop.orders(id)"),
        arguments(
            "alter table shop.lines add constraint few check (price < 9) not valid",
            "unexpected table constraint few on shop.lines: CHECK ((price < (9)::numeric)) NOT VALID"),
        arguments(
            "alter domain shop.amount drop constraint amount_check",
            "missing domain constraint amount_check on shop.amount: CHECK ((VALUE >= (0)::numeric))"),
        arguments(
            "create index i on shop.lines (order_id)",
            "unexpected index shop.i: CREATE INDEX i ON shop.lines USING btree (order_id)"),
        arguments(
            "update pg_index set indisvalid = false where indexrelid = 'shop.lines_price'::regclass",
            "different index shop.lines_price: CREATE INDEX lines_price ON shop.lines USING btree (price DESC)"
                + " WHERE (price > (10)::numeric), invalid, not CREATE INDEX lines_price ON shop.lines USING btree"
                + " (price DESC) WHERE (price > (10)::numeric)"),
        arguments(
            "alter sequence shop.numbers increment 7 owned by shop.lines.price",
            "different sequence shop.numbers: bigint, start 1, increment 7, minimum 1, maximum 9223372036854775807, cache 1,"
                + " owned by shop.lines.price, not bigint, start 1, increment 5, minimum 1, maximum 9223372036854775807,"
                + " cache 1"),
        arguments(
            "create or replace procedure shop.nothing() language sql as 'select 2'",
            "different procedure shop.nothing() in line 3: AS $procedure$select 2$procedure$,"
                + " not AS $procedure$select 1$procedure$"),
        arguments(
            "drop aggregate shop.sum_up (int)",
            "missing aggregate shop.sum_up(integer): n, integer, int4pl, -, -, -, -, -, -, -, 0, initial 0, parallel u"),
        arguments(
            "alter table shop.orders disable trigger stamp",
            "different trigger stamp on shop.orders: CREATE TRIGGER stamp BEFORE UPDATE ON shop.orders FOR EACH ROW"
                + " EXECUTE FUNCTION shop.stamp(), disabled, not CREATE TRIGGER stamp BEFORE UPDATE ON shop.orders FOR"
                + " EACH ROW EXECUTE FUNCTION shop.stamp()"),
        arguments(
            "drop rule quiet on shop.lines",
            """
            missing rule quiet on shop.lines: CREATE RULE quiet AS
                ON DELETE TO shop.lines DO INSTEAD NOTHING;"""),
        arguments(
            "alter policy own on shop.orders using (id > 1)",
            "different policy own on shop.orders: permissive, select, to public, using (id > 1),"
                + " not permissive, select, to public, using (id > 0)"),
        arguments(
            "alter type shop.state add value 'sent' before 'paid'",
            "different type shop.state: enum, 'new', 'sent', 'paid', not enum, 'new', 'paid'"),
        arguments(
            "alter type shop.size add attribute depth int",
            "unexpected composite type column shop.size.depth: 3: integer"),
        arguments(
            "alter domain shop.amount set default 1",
            "different type shop.amount: domain, numeric(10,2), not null, default 1, not domain, numeric(10,2), not null"),
        arguments(
            "drop type shop.period",
            "missing type shop.period: range, of date, shop.period_multirange"),
        arguments(
            "create or replace view shop.paid with (security_barrier) as select * from shop.orders",
            "different view shop.paid in line 6:    FROM shop.orders;, not    FROM shop.orders"),
        arguments(
            "drop materialized view shop.totals",
            """
            missing materialized view shop.totals: access method heap,  SELECT count(*) AS count
               FROM shop.orders;"""),
        arguments(
            "comment on table shop.orders is null",
            "missing comment table shop.orders: what was ordered"),
        arguments(
            "comment on column shop.orders.note is 'other'",
            "different comment table column shop.orders.note: other, not free text"),
        arguments(
            "drop extension dict_int", "missing extension dict_int: version 1.0, schema public"),
        arguments(
            "alter default privileges in schema shop grant insert on tables to public",
            "different default acl for role postgres in schema shop on tables: public: insert, public: select,"
                + " not public: select"),
        arguments(
            "grant insert on shop.lines to public",
            "unexpected grant table shop.lines: owner: delete, owner: insert, owner: maintain, owner: references,"
                + " owner: select, owner: trigger, owner: truncate, owner: update, public: insert"),
        arguments(
            "revoke select (note) on shop.orders from public",
            "missing grant table column shop.orders.note: public: select"),
        arguments(
            "alter table shop.lines owner to pg_monitor",
            "different owner table shop.lines: pg_monitor, not postgres"),
        arguments(
            "alter table shop.logs detach partition shop.logs_2026",
            "different index shop.logs_2026_at_idx: CREATE INDEX logs_2026_at_idx ON shop.logs_2026 USING btree (at),"
                + " not CREATE INDEX logs_2026_at_idx ON shop.logs_2026 USING btree (at), part of shop.logs_at"),
        arguments(
            "drop statistics shop.together",
            "missing statistics object shop.together: CREATE STATISTICS shop.together ON order_id, price FROM shop.lines"),
        arguments(
            "alter event trigger watch disable",
            "different event trigger watch: ddl_command_end, shop.watch, D, not ddl_command_end, shop.watch, O"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void a_change_is_reported(String change, String difference, TestDatabase database) {
    database.execute(ONE_OF_EACH);
    CatalogSnapshot before = database.snapshot();

    database.execute(change);

    assertThat(database.snapshot().differencesFrom(before))
        .contains(asWrittenBy(Postgres.majorVersion(), difference));
  }

  /** The expectations are those of PostgreSQL 18. */
  private static String asWrittenBy(int majorVersion, String difference) {
    return majorVersion < 17 ? difference.replace(" owner: maintain,", "") : difference;
  }

  @Test
  void a_column_that_was_dropped_and_not_replaced_leaves_no_trace(TestDatabase database) {
    database.execute("create table t (a int, b int)");
    CatalogSnapshot before = database.snapshot();

    database.execute(
        "alter table t add c int; alter table t drop c; alter table t add d int; alter table t drop d");

    assertThat(database.snapshot().differencesFrom(before)).isEmpty();
  }

  @Test
  void a_grant_that_was_taken_back_leaves_no_trace(TestDatabase database) {
    database.execute("create table t (a int)");
    CatalogSnapshot before = database.snapshot();

    database.execute("grant select on t to public; revoke select on t from public");

    assertThat(database.snapshot().differencesFrom(before)).isEmpty();
  }

  @Test
  void the_search_path_changes_nothing(TestDatabase one, TestDatabase another) {
    one.execute(ONE_OF_EACH);
    another.execute(ONE_OF_EACH);
    another.execute("alter database " + another.name() + " set search_path = shop, public");

    assertThat(another.snapshot().differencesFrom(one.snapshot())).isEmpty();
  }

  @Test
  void an_ignored_relation_is_left_out_with_all_that_hangs_on_it(TestDatabase database) {
    CatalogSnapshot before = database.snapshot();

    database.execute(
        """
        create table history (id bigint generated always as identity primary key, n serial, note text not null);
        create index on history (note);
        create policy own on history using (true);
        create rule quiet as on delete to history do instead nothing;
        grant select on history to public;
        grant update (note) on history to public;
        comment on table history is 'format 1';
        comment on column history.note is 'x';
        create table kept (id int);
        """);

    assertThat(database.snapshot("public.history", "public.kept").differencesFrom(before))
        .isEmpty();
    assertThat(database.snapshot("public.history").differencesFrom(before))
        .containsExactly(
            "unexpected owner table public.kept: postgres",
            "unexpected table public.kept: access method heap",
            "unexpected table column public.kept.id: 1: integer");
  }

  @Test
  void owners_and_grants_can_be_left_out(TestDatabase one, TestDatabase another) {
    one.execute("create table t (id int)");
    another.execute(
        "create table t (id int); grant select on t to public; alter table t owner to pg_monitor");

    assertThat(another.snapshot().differencesFrom(one.snapshot())).hasSize(2);
    assertThat(
            another
                .snapshot()
                .withoutOwnersAndGrants()
                .differencesFrom(one.snapshot().withoutOwnersAndGrants()))
        .isEmpty();
  }

  @Test
  void the_name_of_a_not_null_constraint_does_not_matter(TestDatabase one, TestDatabase another) {
    one.execute("create table t (a int not null); alter table t rename a to b");
    another.execute("create table t (b int not null)");

    assertThat(another.snapshot()).isEqualTo(one.snapshot());
  }

  @Test
  void runs_of_empty_lines_can_be_folded(TestDatabase one, TestDatabase another) {
    one.execute("create function f() returns int language sql as 'select 1\n\n\n\n;\n\n'");
    another.execute("create function f() returns int language sql as 'select 1\n\n;\n\n'");

    assertThat(one.snapshot().differencesFrom(another.snapshot()))
        .containsExactly("different function public.f() in line 6: , not ;");
    assertThat(one.snapshot().withEmptyLinesFolded())
        .isEqualTo(another.snapshot().withEmptyLinesFolded());
  }

  @Test
  void a_difference_is_told_from_the_side_that_is_asked(TestDatabase one, TestDatabase another) {
    one.execute("create schema a");

    assertThat(
            one.snapshot()
                .withoutOwnersAndGrants()
                .differencesFrom(another.snapshot().withoutOwnersAndGrants()))
        .isEqualTo(List.of("unexpected schema a: "));
    assertThat(
            another
                .snapshot()
                .withoutOwnersAndGrants()
                .differencesFrom(one.snapshot().withoutOwnersAndGrants()))
        .isEqualTo(List.of("missing schema a: "));
  }
}
