-- Users, and who is asking: the functions that all policies are built on.
-- Needs auth.uid() of the platform.

create table users (
    id         uuid primary key default gen_random_uuid(),
    tenant_id  uuid not null references tenants (id) on delete cascade,
    auth_id    uuid not null,
    email      varchar(255) not null,
    name       varchar(255),
    role       varchar(20) not null default 'member',
    is_active  boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_auth_id_key unique (auth_id),
    constraint users_tenant_email_key unique (tenant_id, email),
    -- For foreign keys that carry the tenant along: no row can pair a user with another tenant.
    constraint users_tenant_id_key unique (tenant_id, id),
    constraint users_email_check check (email like '%_@_%'),
    constraint users_role_check check (role in ('member', 'admin'))
);

create index idx_users_tenant_active on users (tenant_id, role) where is_active;

create trigger users_set_updated_at
    before update on users
    for each row execute function set_updated_at();

comment on table users is 'People of a tenant';
comment on column users.auth_id is 'The platform''s id of the user, what auth.uid() returns; no foreign key, the platform owns that table';
comment on column users.is_active is 'An inactive user has no tenant, and so sees nothing';

-- The policy on users must know the asker's row in users, and would ask itself for ever. These functions run as
-- the owner, whom policies do not bind. The search path is pinned, so no caller can put another table in between.

create function current_tenant_id() returns uuid
    language sql
    stable
    security definer
    set search_path = assistant, pg_temp
as $$
    select tenant_id from users where auth_id = auth.uid() and is_active
$$;

create function current_user_id() returns uuid
    language sql
    stable
    security definer
    set search_path = assistant, pg_temp
as $$
    select id from users where auth_id = auth.uid() and is_active
$$;

create function current_user_role() returns text
    language sql
    stable
    security definer
    set search_path = assistant, pg_temp
as $$
    select role from users where auth_id = auth.uid() and is_active
$$;

comment on function current_tenant_id() is 'Tenant of the user who is asking; null when signed out or inactive';
comment on function current_user_id() is 'users.id of the user who is asking; null when signed out or inactive';
comment on function current_user_role() is 'Role of the user who is asking; null when signed out or inactive';

-- "(select f())" is asked once for each statement, a bare call once for each row.

-- A tenant is seen by its users, and changed by the platform alone.
create policy tenants_select on tenants
    for select
    using (id = (select current_tenant_id()));

alter table users enable row level security;

create policy users_select on users
    for select
    using (tenant_id = (select current_tenant_id()));

-- Members bring in members; only an admin makes an admin.
create policy users_insert on users
    for insert
    with check (
        tenant_id = (select current_tenant_id())
        and (role = 'member' or (select current_user_role()) = 'admin')
    );

-- One's own row, but neither the tenant, nor the role, nor whose row it is.
create policy users_update on users
    for update
    using (id = (select current_user_id()))
    with check (
        id = (select current_user_id())
        and tenant_id = (select current_tenant_id())
        and auth_id = (select auth.uid())
        and role = (select current_user_role())
    );

create policy users_delete on users
    for delete
    using (id = (select current_user_id()));
