-- makes a
create table a (id int);
-- -------- DOWN --------
drop table a;
