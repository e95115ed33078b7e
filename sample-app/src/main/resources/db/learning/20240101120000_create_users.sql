-- Migration: create_users
-- Version: 20240101120000_create_users
-- Created: 2024-01-01T12:00:00.000Z

-- ==================== UP ====================

-- Times are kept without a zone in this schema, so they are always written as UTC.
create table users (
    id            uuid primary key default gen_random_uuid(),
    email         varchar(255) not null,
    password_hash varchar(255) not null,
    name          varchar(255),
    created_at    timestamp not null default (now() at time zone 'utc'),
    updated_at    timestamp not null default (now() at time zone 'utc'),
    constraint users_email_key unique (email),
    constraint users_email_check check (email like '%_@_%')
);

create index idx_users_created_at on users (created_at);

comment on table users is 'Accounts: who may sign in, and with what';
comment on column users.email is 'Sign-in name, unique';
comment on column users.password_hash is 'Hash of the password, never the password';
comment on column users.name is 'Name to show';
comment on column users.created_at is 'UTC';
comment on column users.updated_at is 'UTC';

-- ==================== DOWN ====================
-- To rollback, run the following SQL:
-- DROP TABLE IF EXISTS users CASCADE;
