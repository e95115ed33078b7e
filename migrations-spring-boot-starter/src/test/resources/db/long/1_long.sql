create table longs (id bigint primary key);
select pg_sleep(${seconds});
