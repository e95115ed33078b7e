create table before_it (id int);
\ir included.txt
\i 'included.txt'
select E'\';' from after_it;
