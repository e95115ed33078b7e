create table a (id bigint primary key);
create table b (
  id bigint primary key, -- the key; not the end
  note text default 'a;b''c;'
);

insert into a values (1); insert into a values (2);
