create table a (id int);
-- DOWN
-- Drop the table by hand
