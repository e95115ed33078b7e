drop materialized view if exists message_feedback_summary;
drop table if exists feedback;
