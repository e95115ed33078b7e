-- UP

create table coaching_conversations (
    id                  uuid primary key default gen_random_uuid(),
    user_id             uuid not null references users (id) on delete cascade,
    title               varchar(255),
    session_type        varchar(30) not null default 'general',
    status              varchar(20) not null default 'active',
    goals               text[] not null default '{}',
    metadata            jsonb not null default '{}',
    started_at          timestamptz not null default now(),
    ended_at            timestamptz,
    duration_minutes    integer,
    satisfaction_rating smallint,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    constraint coaching_conversations_session_type_check
        check (session_type in ('onboarding', 'general', 'goal_setting', 'progress_review', 'insight')),
    constraint coaching_conversations_status_check
        check (status in ('active', 'paused', 'completed', 'abandoned')),
    constraint coaching_conversations_duration_minutes_check check (duration_minutes >= 0),
    constraint coaching_conversations_satisfaction_rating_check check (satisfaction_rating between 1 and 5),
    constraint coaching_conversations_ended_at_check check (ended_at >= started_at)
);

create index idx_coaching_conversations_user_started on coaching_conversations (user_id, started_at desc);
create index idx_coaching_conversations_type_status on coaching_conversations (session_type, status);
create index idx_coaching_conversations_active on coaching_conversations (user_id, updated_at desc)
    where status = 'active';
create index idx_coaching_conversations_goals on coaching_conversations using gin (goals);
create index idx_coaching_conversations_metadata on coaching_conversations using gin (metadata jsonb_path_ops);

create trigger coaching_conversations_set_updated_at
    before update on coaching_conversations
    for each row execute function set_updated_at();

comment on table coaching_conversations is 'Coaching sessions; the messages are in coaching_messages';
comment on column coaching_conversations.goals is 'The goals of the user that this session is about';
comment on column coaching_conversations.satisfaction_rating is '1 (poor) to 5 (very good), given by the user';

-- DOWN

drop table if exists coaching_conversations;
