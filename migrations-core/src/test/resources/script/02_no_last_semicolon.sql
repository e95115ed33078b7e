create table a (id int);
create index a_id on a (id) -- no semicolon

/* the end */
