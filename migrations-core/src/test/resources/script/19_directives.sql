-- what it is
-- migrations:lock-timeout=500ms
-- migrations:ignore=index-not-concurrent the table is small
-- UP
-- migrations:transaction=none
-- Migrations: Statement-Timeout = 2min
-- migrations:lock-timeout=0
-- migrations:ignore=drop-column nobody reads it
create index concurrently a on t (id);
-- DOWN
-- migrations:confirm=yes, drop it
drop index a;
