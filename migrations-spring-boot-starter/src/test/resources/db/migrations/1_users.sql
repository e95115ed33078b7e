create table users (id bigint primary key, name text not null);

-- DOWN
drop table users;
