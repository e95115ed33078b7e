-- Migration: create_chat_history
-- Version: 20240101120200_create_chat_history
-- Created: 2024-01-01T12:02:00.000Z

-- ==================== UP ====================

create table chat_history (
    id          uuid primary key default gen_random_uuid(),
    user_id     uuid not null references users (id) on delete cascade,
    chat_id     uuid not null,
    role        varchar(20) not null,
    content     text not null,
    sources     jsonb not null default '[]',
    tokens_used integer not null default 0,
    -- The clock, not the transaction: question and answer written together keep their order.
    created_at  timestamp not null default (clock_timestamp() at time zone 'utc'),
    constraint chat_history_role_check check (role in ('user', 'assistant', 'system')),
    constraint chat_history_sources_check check (jsonb_typeof(sources) = 'array'),
    constraint chat_history_tokens_used_check check (tokens_used >= 0)
);

create index idx_chat_history_chat_id on chat_history (chat_id, created_at);
create index idx_chat_history_user_id on chat_history (user_id, created_at desc);

comment on table chat_history is 'What was said to and by the chatbot, one row for each message';
comment on column chat_history.chat_id is 'The session that the message belongs to';
comment on column chat_history.sources is 'Documents found for the answer, a JSON array';
comment on column chat_history.tokens_used is 'Tokens that the message took';

-- ==================== DOWN ====================
-- To rollback, run the following SQL:
-- DROP TABLE IF EXISTS chat_history CASCADE;
