-- Chat history of signed-in users. It holds what people asked and were told: personal data.

-- REQUIRE

-- The table users is missing, and chats refers to it: apply 001_create_users.sql first.
select to_regclass('users') is not null;

-- UP

create table if not exists chats (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references users (id) on delete cascade,
    query      text not null,
    response   text not null,
    metadata   jsonb,
    created_at timestamptz not null default now()
);

-- One for the history of a user, one for lists in order of time.
create index if not exists idx_chats_user_id on chats (user_id);
create index if not exists idx_chats_created_at on chats (created_at desc);

comment on table chats is 'Questions of signed-in users and the answers they got';
comment on column chats.user_id is 'Who asked; deleting the user deletes the history, on purpose';
comment on column chats.query is 'The question';
comment on column chats.response is 'The answer';
comment on column chats.metadata is 'What else is known about the exchange';

-- VERIFY

-- The table chats does not exist.
select to_regclass('chats') is not null;

-- The index idx_chats_user_id is missing on chats, or not valid.
select exists (
    select from pg_index
    where indrelid = 'chats'::regclass and indexrelid = to_regclass('idx_chats_user_id') and indisvalid
);

-- The index idx_chats_created_at is missing on chats, or not valid.
select exists (
    select from pg_index
    where indrelid = 'chats'::regclass and indexrelid = to_regclass('idx_chats_created_at') and indisvalid
);

-- chats has no foreign key to users.
select exists (
    select from pg_constraint
    where conrelid = 'chats'::regclass and confrelid = 'users'::regclass and contype = 'f'
);

-- Deleting a user would not delete the chats: the foreign key is not ON DELETE CASCADE.
select exists (
    select from pg_constraint
    where conrelid = 'chats'::regclass and confrelid = 'users'::regclass and contype = 'f' and confdeltype = 'c'
);

-- DOWN
-- migrations:confirm=DELETE CHATS TABLE

drop table if exists chats;
