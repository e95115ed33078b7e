create table a (id int);
-- DOWN
