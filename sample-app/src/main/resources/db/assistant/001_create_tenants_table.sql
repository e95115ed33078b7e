-- Tenants: the customers whose data is kept apart.

create function set_updated_at() returns trigger
    language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

comment on function set_updated_at() is 'Keeps updated_at true whoever writes the row; shared by the tables of this schema';

create table tenants (
    id         uuid primary key default gen_random_uuid(),
    name       varchar(255) not null,
    slug       varchar(63) not null,
    settings   jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tenants_slug_key unique (slug),
    constraint tenants_slug_check check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')
);

create trigger tenants_set_updated_at
    before update on tenants
    for each row execute function set_updated_at();

-- Closed until 002 says who belongs to which tenant: without a policy nobody but the owner sees a row.
alter table tenants enable row level security;

comment on table tenants is 'Customers; every other row belongs to exactly one';
comment on column tenants.slug is 'Short name for addresses';
comment on column tenants.settings is 'Room for what has no column yet';
