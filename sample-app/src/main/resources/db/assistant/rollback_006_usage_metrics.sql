drop view if exists current_day_usage;
drop materialized view if exists monthly_usage_summary;
drop function if exists increment_usage_metrics(uuid, uuid, bigint, bigint, numeric, integer, date);
drop table if exists usage_metrics;
