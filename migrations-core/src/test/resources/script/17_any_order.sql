-- DOWN
drop table a;
-- VERIFY
select true;
-- UP
create table a (id int);
