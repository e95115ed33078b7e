-- What PostgreSQL 18 brought.
create table app.eighteen (id int4range, at daterange, v int, d int generated always as (v * 2) virtual, constraint pk primary key (id, at without overlaps), constraint named_nn not null v, constraint ne check (v > 1) not enforced);
create table app.refs (id int4range, at daterange, foreign key (id, period at) references app.eighteen (id, period at));
alter table app.refs add constraint nn_later not null id not valid;
create unlogged sequence app.useq;
