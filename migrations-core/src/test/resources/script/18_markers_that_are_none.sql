create table a (
  id int
-- DOWN
);
select '
-- DOWN
';
/*
-- DOWN
*/
select 1; -- DOWN
-- DOWN with more words
-- +DOWN
select 2;
