create table more (id bigint primary key);
