-- ==================== up ====================
create table a (id int);
--- down: ---
drop table a;
