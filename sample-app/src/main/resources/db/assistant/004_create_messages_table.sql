-- Messages of the conversations.

create table messages (
    id              uuid primary key default gen_random_uuid(),
    conversation_id uuid not null references conversations (id) on delete cascade,
    role            varchar(20) not null,
    content         text not null,
    token_count     integer,
    latency_ms      integer,
    metadata        jsonb not null default '{}',
    -- The clock, not the transaction: question and answer written together keep their order.
    created_at      timestamptz not null default clock_timestamp(),
    constraint messages_role_check check (role in ('user', 'assistant', 'system')),
    constraint messages_content_check check (content <> ''),
    constraint messages_token_count_check check (token_count >= 0),
    constraint messages_latency_ms_check check (latency_ms >= 0)
);

create index idx_messages_conversation_created on messages (conversation_id, created_at);
create index idx_messages_created on messages (created_at);
-- For the slowest answers; questions have no latency.
create index idx_messages_assistant_latency on messages (latency_ms desc) where role = 'assistant';

-- Runs as the owner: whoever may write a message need not be allowed to change the conversation.
create function touch_conversation() returns trigger
    language plpgsql
    security definer
    set search_path = assistant, pg_temp
as $$
begin
    update conversations set updated_at = now() where id = new.conversation_id;
    return null;
end;
$$;

comment on function touch_conversation() is 'A new message moves its conversation to the top of the list';

create trigger messages_touch_conversation
    after insert on messages
    for each row execute function touch_conversation();

alter table messages enable row level security;

-- A message has the tenant and the owner of its conversation.
create policy messages_select on messages
    for select
    using (exists (
        select from conversations c
        where c.id = conversation_id and c.tenant_id = (select current_tenant_id())
    ));

create policy messages_insert on messages
    for insert
    with check (exists (
        select from conversations c
        where c.id = conversation_id and c.tenant_id = (select current_tenant_id())
    ));

create policy messages_update on messages
    for update
    using (exists (
        select from conversations c
        where c.id = conversation_id and c.user_id = (select current_user_id())
    ))
    with check (exists (
        select from conversations c
        where c.id = conversation_id and c.user_id = (select current_user_id())
    ));

create policy messages_delete on messages
    for delete
    using (exists (
        select from conversations c
        where c.id = conversation_id and c.user_id = (select current_user_id())
    ));

comment on table messages is 'Messages of a conversation, in order of created_at';
comment on column messages.role is 'Who speaks: user, assistant or system';
comment on column messages.token_count is 'Tokens of the message; null when not counted';
comment on column messages.latency_ms is 'Time the answer took, in milliseconds';
