-- Two users to develop with. Their password hashes are none, so nobody can sign in with them by accident.
-- Fixed keys: applying it twice changes nothing, and the way back finds exactly these rows.

-- UP

insert into users (id, email, password_hash, name, birth_date, birth_time, birth_location,
                   personality_profile, coaching_goals, onboarding_completed, onboarding_completed_at)
values
    ('c0000000-0000-4000-8000-000000000001', 'ada@example.com', '!', 'Ada Example', '1990-12-10', '06:30',
     '{"name": "London", "latitude": 51.5074, "longitude": -0.1278, "timezone": "Europe/London"}',
     '{"openness": 0.9, "conscientiousness": 0.7, "style": "analytical"}',
     '{career_change,public_speaking}', true, '2025-01-10 09:00+00'),
    ('c0000000-0000-4000-8000-000000000002', 'ben@example.com', '!', 'Ben Example', null, null, null,
     '{}', '{work_life_balance}', false, null)
on conflict do nothing;

insert into coaching_conversations (id, user_id, title, session_type, status, goals, metadata,
                                    started_at, ended_at, duration_minutes, satisfaction_rating)
values
    ('c1000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'Where to go from here',
     'goal_setting', 'completed', '{career_change}', '{"mood": "curious"}',
     '2025-01-12 17:00+00', '2025-01-12 17:40+00', 40, 5),
    ('c1000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001', 'The first talk',
     'general', 'active', '{public_speaking}', '{"mood": "nervous"}',
     '2025-01-20 18:00+00', null, null, null),
    ('c1000000-0000-4000-8000-000000000003', 'c0000000-0000-4000-8000-000000000002', 'Getting started',
     'onboarding', 'active', '{}', '{}',
     '2025-01-21 08:00+00', null, null, null)
on conflict do nothing;

insert into coaching_messages (id, conversation_id, sender, content, metadata, created_at)
values
    ('c2000000-0000-4000-8000-000000000001', 'c1000000-0000-4000-8000-000000000001', 'user',
     'I''d like to leave my field, but not what I''ve learned in it.',
     '{"topic": "career"}', '2025-01-12 17:01+00'),
    ('c2000000-0000-4000-8000-000000000002', 'c1000000-0000-4000-8000-000000000001', 'coach',
     'Which part of it would you miss on the second day?',
     '{"topic": "career", "technique": "open_question"}', '2025-01-12 17:02+00'),
    ('c2000000-0000-4000-8000-000000000003', 'c1000000-0000-4000-8000-000000000002', 'user',
     'The talk is in two weeks; I haven''t slept well since I agreed.',
     '{"topic": "speaking", "mood": "nervous"}', '2025-01-20 18:01+00'),
    ('c2000000-0000-4000-8000-000000000004', 'c1000000-0000-4000-8000-000000000003', 'coach',
     'Welcome. What should be different in three months?',
     '{"technique": "open_question"}', '2025-01-21 08:00+00')
on conflict do nothing;

insert into progress_tracking (id, user_id, goal, status, progress_percent, progress_data, personality_metrics,
                               milestones, achievements, challenges, target_date, achieved_at)
values
    ('c3000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', 'career_change',
     'in_progress', 40, '{"interviews": 2, "applications": 5}', '{"confidence": 0.6}',
     '{list_of_fields,first_application}', '{first_application}', '{time}', '2025-06-30', null),
    ('c3000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001', 'public_speaking',
     'achieved', 100, '{"talks": 1}', '{"confidence": 0.8}',
     '{outline,rehearsal,talk}', '{talk}', '{stage_fright}', '2025-02-03', '2025-02-03 19:00+00')
on conflict do nothing;

insert into personality_insights (id, user_id, conversation_id, category, insight, astrological_basis,
                                  coaching_language, accuracy_rating, is_disclosed, disclosed_at)
values
    ('c4000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
     'c1000000-0000-4000-8000-000000000001', 'strength', 'Weighs alternatives before acting.',
     '{"sun": "sagittarius", "mercury": "capricorn"}', 'You decide well when you have seen the options.',
     4, true, '2025-01-12 17:30+00'),
    ('c4000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001',
     null, 'growth_area', 'Puts off what cannot be prepared.',
     '{"saturn": "capricorn"}', null, null, false, null)
on conflict do nothing;

-- DOWN

delete from personality_insights where id in (
    'c4000000-0000-4000-8000-000000000001', 'c4000000-0000-4000-8000-000000000002');

delete from progress_tracking where id in (
    'c3000000-0000-4000-8000-000000000001', 'c3000000-0000-4000-8000-000000000002');

delete from coaching_messages where id in (
    'c2000000-0000-4000-8000-000000000001', 'c2000000-0000-4000-8000-000000000002',
    'c2000000-0000-4000-8000-000000000003', 'c2000000-0000-4000-8000-000000000004');

delete from coaching_conversations where id in (
    'c1000000-0000-4000-8000-000000000001', 'c1000000-0000-4000-8000-000000000002',
    'c1000000-0000-4000-8000-000000000003');

delete from users where id in (
    'c0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000002');
