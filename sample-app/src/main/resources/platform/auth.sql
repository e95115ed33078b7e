-- Stands for the platform that is there before any migration: who the users are, and who is asking.
-- Can be run again at any time.

create schema if not exists auth;

create table if not exists auth.users (
    id         uuid primary key default gen_random_uuid(),
    email      text unique,
    created_at timestamptz not null default now()
);

-- The user on whose behalf the session works; null when nobody is signed in.
-- An empty setting counts as none: that is what is left of a "set local" after its transaction.
create or replace function auth.uid() returns uuid
    language sql
    stable
as $$
    select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid
$$;

-- Everybody may ask who they are; the table stays closed.
grant usage on schema auth to public;
