drop table if exists messages;
drop function if exists touch_conversation();
