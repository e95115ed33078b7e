create table a (id int);
-- DOWN
/*
 * Way back:
 * drop table a; -- it's gone
 */
