create table users (id bigint primary key);
select pg_advisory_xact_lock(5);
