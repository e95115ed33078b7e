-- Migration: create_personalization_cache
-- Version: 20240101120300_create_personalization_cache
-- Created: 2024-01-01T12:03:00.000Z

-- ==================== UP ====================

create table personalization_cache (
    id           uuid primary key default gen_random_uuid(),
    chapter_id   varchar(255) not null,
    profile_hash varchar(64) not null,
    content      text not null,
    metadata     jsonb not null default '{}',
    created_at   timestamp not null default (now() at time zone 'utc'),
    expires_at   timestamp not null default (now() at time zone 'utc') + interval '7 days',
    constraint personalization_cache_key unique (chapter_id, profile_hash),
    constraint personalization_cache_expires_at_check check (expires_at > created_at)
);

-- Clearing goes by expiry; lookups are served by the unique key.
create index idx_personalization_cache_expires_at on personalization_cache (expires_at);

comment on table personalization_cache is 'Chapters adapted to a profile; can be emptied at any time';
comment on column personalization_cache.profile_hash is 'user_profiles.profile_hash; no foreign key, since many users share one';
comment on column personalization_cache.expires_at is 'UTC; not served from then on';

-- ==================== DOWN ====================
-- To rollback, run the following SQL:
-- DROP TABLE IF EXISTS personalization_cache CASCADE;
