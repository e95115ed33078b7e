-- All six rollbacks in one, last first, for psql. Deletes all data of the assistant.

-- 006
drop view if exists current_day_usage;
drop materialized view if exists monthly_usage_summary;
drop function if exists increment_usage_metrics(uuid, uuid, bigint, bigint, numeric, integer, date);
drop table if exists usage_metrics;

-- 005
drop materialized view if exists message_feedback_summary;
drop table if exists feedback;

-- 004
drop table if exists messages;
drop function if exists touch_conversation();

-- 003
drop table if exists conversations;

-- 002
drop policy if exists tenants_select on tenants;
drop table if exists users;
drop function if exists current_user_role();
drop function if exists current_user_id();
drop function if exists current_tenant_id();

-- 001
drop table if exists tenants;
drop function if exists set_updated_at();
