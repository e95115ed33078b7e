create or replace function f(a int) returns int language sql
begin atomic
  select case when a > 0 then 1 else 2 end;
  select 2;
end;
create procedure p() begin atomic insert into t values (1); end;
select case when true then 1 end;
