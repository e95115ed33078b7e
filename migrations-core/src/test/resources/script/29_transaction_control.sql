begin;
create table a (id int);
savepoint s;
rollback to savepoint s;
release s;
commit and no chain;
start transaction isolation level serializable, read write;
insert into a values (1);
end work;
BEGIN TRANSACTION
  Isolation Level Repeatable Read;
COMMIT;
