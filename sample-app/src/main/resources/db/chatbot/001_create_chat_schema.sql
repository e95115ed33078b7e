-- Schema of the chatbot service, beside the schema auth of the platform.
--
-- Needs auth.users and auth.uid(). Can be run again at any time, by psql -f as well: therefore everything
-- here is "if not exists" or "or replace", and the way back at the end is commented out.

do $$
begin
    if to_regclass('auth.users') is null or to_regprocedure('auth.uid()') is null then
        raise exception 'The schema "auth" is not set up: auth.users or auth.uid() is missing.'
            using errcode = 'object_not_in_prerequisite_state',
                  hint = 'Set up authentication first; the chatbot only refers to its users.';
    end if;
end;
$$;

-- Owned by the role that migrates. An owner is not held back by the policies below:
-- the service that answers users must sign in as another role.
create schema if not exists chat authorization current_user;

comment on schema chat is 'Conversations with the chatbot, and what they cost';


-- Tables

create table if not exists chat.conversations (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null references auth.users (id) on delete cascade,
    title        varchar(255) not null default 'New conversation',
    context_type varchar(50) not null default 'general',
    context      jsonb not null default '{}',
    status       varchar(20) not null default 'active',
    metadata     jsonb not null default '{}',
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    constraint conversations_title_check check (title <> ''),
    constraint conversations_status_check check (status in ('active', 'archived', 'deleted'))
);

create table if not exists chat.messages (
    id              uuid primary key default gen_random_uuid(),
    conversation_id uuid not null references chat.conversations (id) on delete cascade,
    role            varchar(20) not null,
    content         text not null,
    metadata        jsonb not null default '{}',
    -- The clock, not the transaction: question and answer written together keep their order.
    created_at      timestamptz not null default clock_timestamp(),
    updated_at      timestamptz not null default now(),
    constraint messages_role_check check (role in ('user', 'assistant', 'system')),
    constraint messages_content_check check (content <> '')
);

-- The cost outlives the conversation: deleting one must not make the bill smaller.
create table if not exists chat.usage_tracking (
    id                uuid primary key default gen_random_uuid(),
    user_id           uuid not null references auth.users (id) on delete cascade,
    conversation_id   uuid references chat.conversations (id) on delete set null,
    message_id        uuid references chat.messages (id) on delete set null,
    model             varchar(100) not null,
    prompt_tokens     integer not null default 0,
    completion_tokens integer not null default 0,
    total_tokens      integer not null generated always as (prompt_tokens + completion_tokens) stored,
    cost_usd          numeric(12, 6) not null default 0,
    metadata          jsonb not null default '{}',
    created_at        timestamptz not null default now(),
    constraint usage_tracking_prompt_tokens_check check (prompt_tokens >= 0),
    constraint usage_tracking_completion_tokens_check check (completion_tokens >= 0),
    constraint usage_tracking_cost_usd_check check (cost_usd >= 0)
);


-- Indexes

create index if not exists idx_conversations_user_updated on chat.conversations (user_id, updated_at desc);
create index if not exists idx_conversations_user_active on chat.conversations (user_id, updated_at desc)
    where status = 'active';
create index if not exists idx_conversations_context on chat.conversations using gin (context jsonb_path_ops);
create index if not exists idx_messages_conversation_created on chat.messages (conversation_id, created_at);
create index if not exists idx_usage_tracking_user_created on chat.usage_tracking (user_id, created_at desc);
-- Followed when a conversation or message is deleted.
create index if not exists idx_usage_tracking_conversation on chat.usage_tracking (conversation_id);
create index if not exists idx_usage_tracking_message on chat.usage_tracking (message_id);


-- Automatic timestamps

create or replace function chat.set_updated_at() returns trigger
    language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

create or replace trigger conversations_set_updated_at
    before update on chat.conversations
    for each row execute function chat.set_updated_at();

create or replace trigger messages_set_updated_at
    before update on chat.messages
    for each row execute function chat.set_updated_at();


-- Row level security: users see and change what is theirs, and nothing else.
-- "(select auth.uid())" is asked once for each statement, a bare call once for each row.

alter table chat.conversations enable row level security;
alter table chat.messages enable row level security;
alter table chat.usage_tracking enable row level security;

drop policy if exists conversations_own on chat.conversations;
create policy conversations_own on chat.conversations
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));

drop policy if exists messages_own on chat.messages;
create policy messages_own on chat.messages
    using (exists (
        select from chat.conversations c
        where c.id = conversation_id and c.user_id = (select auth.uid())
    ))
    with check (exists (
        select from chat.conversations c
        where c.id = conversation_id and c.user_id = (select auth.uid())
    ));

-- Usage can be read and recorded. No policy for update and delete: nobody corrects their own bill.
drop policy if exists usage_tracking_select_own on chat.usage_tracking;
create policy usage_tracking_select_own on chat.usage_tracking
    for select
    using (user_id = (select auth.uid()));

-- A foreign key is checked without row level security, so whose conversation it is, is asked here.
drop policy if exists usage_tracking_insert_own on chat.usage_tracking;
create policy usage_tracking_insert_own on chat.usage_tracking
    for insert
    with check (
        user_id = (select auth.uid())
        and (conversation_id is null or exists (
            select from chat.conversations c where c.id = conversation_id
        ))
        and (message_id is null or exists (
            select from chat.messages m where m.id = message_id
        ))
    );


-- Documentation

comment on table chat.conversations is 'Conversations of users with the chatbot';
comment on column chat.conversations.user_id is 'Whose conversation it is; the policies go by it';
comment on column chat.conversations.context_type is 'What the conversation is about';
comment on column chat.conversations.context is 'What the chatbot was given to start from';
comment on column chat.conversations.status is 'active, archived or deleted (kept, but not shown)';
comment on column chat.conversations.metadata is 'Room for what has no column yet';
comment on table chat.messages is 'Messages of a conversation, in order of created_at';
comment on column chat.messages.role is 'Who speaks: user, assistant or system';
comment on column chat.messages.metadata is 'Room for what has no column yet';
comment on table chat.usage_tracking is 'Tokens and cost of each answer';
comment on column chat.usage_tracking.conversation_id is 'Null once the conversation is deleted';
comment on column chat.usage_tracking.total_tokens is 'Computed';
comment on column chat.usage_tracking.cost_usd is 'Cost in US dollars';

-- VERIFY

-- The schema chat does not exist.
select to_regnamespace('chat') is not null;

-- A table is missing: chat needs conversations, messages and usage_tracking.
select to_regclass('chat.conversations') is not null
   and to_regclass('chat.messages') is not null
   and to_regclass('chat.usage_tracking') is not null;

-- Row level security is off for a table of chat, so users could see the data of others.
select count(*) = 3 and bool_and(relrowsecurity)
from pg_class
where oid in ('chat.conversations'::regclass, 'chat.messages'::regclass, 'chat.usage_tracking'::regclass);

-- A table of chat has no policy, so users could not see even their own data.
select count(distinct polrelid) = 3
from pg_policy
where polrelid in ('chat.conversations'::regclass, 'chat.messages'::regclass, 'chat.usage_tracking'::regclass);

-- An index is missing in chat, or not valid.
select count(*) = 7 and bool_and(indisvalid)
from pg_index
where indexrelid in (
    to_regclass('chat.idx_conversations_user_updated'),
    to_regclass('chat.idx_conversations_user_active'),
    to_regclass('chat.idx_conversations_context'),
    to_regclass('chat.idx_messages_conversation_created'),
    to_regclass('chat.idx_usage_tracking_user_created'),
    to_regclass('chat.idx_usage_tracking_conversation'),
    to_regclass('chat.idx_usage_tracking_message')
);

-- DOWN
-- This deletes all chat data:
-- DROP SCHEMA chat CASCADE;
