-- UP
create table t (a int);
-- VERIFY

-- migrations:until=7.1
-- a is there
select count(a) >= 0 from t;
select true;
