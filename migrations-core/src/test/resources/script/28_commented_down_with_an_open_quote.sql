create table a (id int);
-- DOWN
-- drop table a; select 'oops;
