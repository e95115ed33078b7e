/* licence; of /* the nested */ kind */
create table a ( -- it's
  id int /* don't; */
);
-- ; nothing
/* nothing either; */ ;
select 1 --1
+ 2 /*;*/ ;
select 4 -/*;*/1, 5 *-- ;
 6;
