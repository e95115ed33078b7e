-- REQUIRE
-- t has no rows yet
select not exists (select from t);

-- UP
alter table t add column a int not null;
alter table t drop column b

-- VERIFY
-- the column is there
-- and not null
select true from information_schema.columns where table_name = 't';

select count(*) = 0
from t;
do $$begin assert 1 = 1; end$$;

-- DOWN
alter table t drop column a;
