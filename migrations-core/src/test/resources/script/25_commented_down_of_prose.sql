create table a (id int);
-- DOWN
-- There is no way back: the data is gone.
