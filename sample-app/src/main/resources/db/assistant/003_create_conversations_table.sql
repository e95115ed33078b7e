-- Conversations of users with the assistant.

create table conversations (
    id          uuid primary key default gen_random_uuid(),
    tenant_id   uuid not null references tenants (id) on delete cascade,
    user_id     uuid not null,
    title       varchar(255),
    is_archived boolean not null default false,
    metadata    jsonb not null default '{}',
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    constraint conversations_user_fkey
        foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    constraint conversations_metadata_check check (jsonb_typeof(metadata) = 'object')
);

create index idx_conversations_tenant_updated on conversations (tenant_id, updated_at desc);
create index idx_conversations_tenant_user on conversations (tenant_id, user_id);
-- The list that a user opens with: what is not archived, last used first.
create index idx_conversations_user_open on conversations (user_id, updated_at desc) where not is_archived;
create index idx_conversations_metadata on conversations using gin (metadata jsonb_path_ops);

create trigger conversations_set_updated_at
    before update on conversations
    for each row execute function set_updated_at();

alter table conversations enable row level security;

create policy conversations_select on conversations
    for select
    using (tenant_id = (select current_tenant_id()));

create policy conversations_insert on conversations
    for insert
    with check (tenant_id = (select current_tenant_id()) and user_id = (select current_user_id()));

create policy conversations_update on conversations
    for update
    using (user_id = (select current_user_id()))
    with check (tenant_id = (select current_tenant_id()) and user_id = (select current_user_id()));

create policy conversations_delete on conversations
    for delete
    using (user_id = (select current_user_id()));

comment on table conversations is 'Conversations of users with the assistant';
comment on column conversations.is_archived is 'Deleted for the user, kept in the table';
comment on column conversations.updated_at is 'Last change or last message';
comment on column conversations.metadata is 'Room for what has no column yet';
