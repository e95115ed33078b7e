create table users (id bigint primary key);
select pg_sleep(5);
