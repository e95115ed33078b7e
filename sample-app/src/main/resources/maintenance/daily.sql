-- Readers are not locked out, and each statement is on its own: CONCURRENTLY refuses a transaction.
refresh materialized view concurrently message_feedback_summary;
refresh materialized view concurrently monthly_usage_summary;
