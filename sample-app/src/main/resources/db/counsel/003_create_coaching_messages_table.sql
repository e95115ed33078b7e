-- UP

create table coaching_messages (
    id              uuid primary key default gen_random_uuid(),
    conversation_id uuid not null references coaching_conversations (id) on delete cascade,
    sender          varchar(10) not null,
    content         text not null,
    metadata        jsonb not null default '{}',
    -- The clock, not the transaction: messages written together keep their order.
    created_at      timestamptz not null default clock_timestamp(),
    updated_at      timestamptz not null default now(),
    constraint coaching_messages_sender_check check (sender in ('user', 'coach')),
    constraint coaching_messages_content_check check (content <> ''),
    constraint coaching_messages_metadata_check check (jsonb_typeof(metadata) = 'object')
);

create index idx_coaching_messages_conversation on coaching_messages (conversation_id, created_at);
create index idx_coaching_messages_coach on coaching_messages (conversation_id, created_at desc)
    where sender = 'coach';
create index idx_coaching_messages_metadata on coaching_messages using gin (metadata jsonb_path_ops);

create trigger coaching_messages_set_updated_at
    before update on coaching_messages
    for each row execute function set_updated_at();

comment on table coaching_messages is 'What user and coach said in a session, in order of created_at';
comment on column coaching_messages.metadata is 'Context for the coach: mood, topic, technique, model';

-- DOWN

drop table if exists coaching_messages;
