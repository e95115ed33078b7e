-- Two tenants, so that a test can show that neither sees the other.
-- Fixed keys: applying it twice changes nothing, and the way back finds exactly these rows.

-- UP

insert into tenants (id, name, slug, settings)
values
    ('a0000000-0000-4000-8000-000000000001', 'Acme', 'acme', '{"plan": "team"}'),
    ('b0000000-0000-4000-8000-000000000001', 'Birch', 'birch', '{"plan": "free"}')
on conflict do nothing;

insert into users (id, tenant_id, auth_id, email, name, role, is_active)
values
    ('a1000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001',
     'aa000000-0000-4000-8000-000000000001', 'alice@acme.example', 'Alice', 'admin', true),
    ('a1000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000001',
     'aa000000-0000-4000-8000-000000000002', 'arthur@acme.example', 'Arthur', 'member', true),
    ('a1000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000001',
     'aa000000-0000-4000-8000-000000000003', 'anna@acme.example', 'Anna (has left)', 'member', false),
    ('b1000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
     'bb000000-0000-4000-8000-000000000001', 'bob@birch.example', 'Bob', 'admin', true)
on conflict do nothing;

insert into conversations (id, tenant_id, user_id, title, is_archived, metadata)
values
    ('a2000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', 'Quarterly report', false, '{"channel": "web"}'),
    ('a2000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000002', 'Old questions', true, '{"channel": "web"}'),
    ('b2000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
     'b1000000-0000-4000-8000-000000000001', 'Trying it out', false, '{"channel": "mobile"}')
on conflict do nothing;

insert into messages (id, conversation_id, role, content, token_count, latency_ms, created_at)
values
    ('a3000000-0000-4000-8000-000000000001', 'a2000000-0000-4000-8000-000000000001', 'user',
     'What changed since the last report?', 8, null, '2026-01-13 09:00:00+00'),
    ('a3000000-0000-4000-8000-000000000002', 'a2000000-0000-4000-8000-000000000001', 'assistant',
     'Revenue is up, and the team has grown by two.', 12, 840, '2026-01-13 09:00:01+00'),
    ('a3000000-0000-4000-8000-000000000003', 'a2000000-0000-4000-8000-000000000002', 'user',
     'How do I export a table?', 7, null, '2026-01-13 10:00:00+00'),
    ('b3000000-0000-4000-8000-000000000001', 'b2000000-0000-4000-8000-000000000001', 'user',
     'Hello?', 2, null, '2026-01-13 11:00:00+00'),
    ('b3000000-0000-4000-8000-000000000002', 'b2000000-0000-4000-8000-000000000001', 'assistant',
     'Hello. What can I do for you?', 9, 310, '2026-01-13 11:00:01+00')
on conflict do nothing;

insert into feedback (id, message_id, user_id, rating, comment)
values
    ('a4000000-0000-4000-8000-000000000001', 'a3000000-0000-4000-8000-000000000002',
     'a1000000-0000-4000-8000-000000000001', 1, 'Short and right.'),
    ('a4000000-0000-4000-8000-000000000002', 'a3000000-0000-4000-8000-000000000002',
     'a1000000-0000-4000-8000-000000000002', -1, 'Which team?'),
    ('b4000000-0000-4000-8000-000000000001', 'b3000000-0000-4000-8000-000000000002',
     'b1000000-0000-4000-8000-000000000001', 1, null)
on conflict do nothing;

insert into usage_metrics (id, tenant_id, user_id, usage_date, message_count, prompt_tokens, completion_tokens, cost_usd)
values
    ('a5000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', '2026-01-12', 4, 900, 350, 0.0125),
    ('a5000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000001',
     'a1000000-0000-4000-8000-000000000001', '2026-01-13', 2, 8, 12, 0.0002),
    ('b5000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
     'b1000000-0000-4000-8000-000000000001', '2026-01-13', 2, 2, 9, 0.0001)
on conflict do nothing;

refresh materialized view message_feedback_summary;
refresh materialized view monthly_usage_summary;

-- DOWN

delete from usage_metrics where id in (
    'a5000000-0000-4000-8000-000000000001', 'a5000000-0000-4000-8000-000000000002',
    'b5000000-0000-4000-8000-000000000001');

delete from feedback where id in (
    'a4000000-0000-4000-8000-000000000001', 'a4000000-0000-4000-8000-000000000002',
    'b4000000-0000-4000-8000-000000000001');

delete from messages where id in (
    'a3000000-0000-4000-8000-000000000001', 'a3000000-0000-4000-8000-000000000002',
    'a3000000-0000-4000-8000-000000000003', 'b3000000-0000-4000-8000-000000000001',
    'b3000000-0000-4000-8000-000000000002');

delete from conversations where id in (
    'a2000000-0000-4000-8000-000000000001', 'a2000000-0000-4000-8000-000000000002',
    'b2000000-0000-4000-8000-000000000001');

delete from users where id in (
    'a1000000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000002',
    'a1000000-0000-4000-8000-000000000003', 'b1000000-0000-4000-8000-000000000001');

delete from tenants where id in (
    'a0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001');

refresh materialized view message_feedback_summary;
refresh materialized view monthly_usage_summary;
