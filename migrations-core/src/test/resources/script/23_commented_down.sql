create table a (id int);
create view v as select 1;

-- DOWN
-- To undo by hand:
--   drop view v;
--
-- drop table a
--   cascade;
