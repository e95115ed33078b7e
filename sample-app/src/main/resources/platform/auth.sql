-- Stands for the platform that is there before any migration: who the users are, and who is asking.
-- Does nothing where a platform is there already. Can be run again at any time, by several at once.

do $setup$
begin
    perform pg_advisory_xact_lock(hashtext('platform/auth.sql'));

    if to_regnamespace('auth') is not null then
        return;
    end if;

    create schema auth;

    create table auth.users (
        id         uuid primary key default gen_random_uuid(),
        email      text unique,
        created_at timestamptz not null default now()
    );

    -- The user on whose behalf the session works; null when nobody is signed in.
    -- An empty setting counts as none: that is what is left of a "set local" after its transaction.
    create function auth.uid() returns uuid
        language sql
        stable
    as $uid$
        select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid
    $uid$;

    -- Everybody may ask who they are; the table stays closed.
    grant usage on schema auth to public;
end;
$setup$;
