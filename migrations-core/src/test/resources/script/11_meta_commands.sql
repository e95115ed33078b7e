\restrict abc123
\set ON_ERROR_STOP on
\echo 'begins'; here
create table t (id int);
\unrestrict abc123
