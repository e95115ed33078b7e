create table t (a int);
-- VERIFY
-- migrations:until=12
select true;
-- migrations:until=7
-- a is there
select count(a) >= 0 from t;
