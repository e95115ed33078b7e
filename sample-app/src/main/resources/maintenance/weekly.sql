vacuum analyze conversations;
vacuum analyze messages;
vacuum analyze feedback;
vacuum analyze usage_metrics;
