create schema ${Schema};
create table ${Schema}.t (a text default '${a;b}');
