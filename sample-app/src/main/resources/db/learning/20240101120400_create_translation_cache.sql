-- Migration: create_translation_cache
-- Version: 20240101120400_create_translation_cache
-- Created: 2024-01-01T12:04:00.000Z

-- ==================== UP ====================

create table translation_cache (
    id                 uuid primary key default gen_random_uuid(),
    chapter_id         varchar(255) not null,
    source_language    varchar(5) not null,
    target_language    varchar(5) not null,
    content_hash       varchar(64) not null,
    translated_content text not null,
    created_at         timestamp not null default (now() at time zone 'utc'),
    constraint translation_cache_key
        unique (chapter_id, source_language, target_language, content_hash),
    constraint translation_cache_languages_check check (source_language <> target_language)
);

-- A translation does not expire, its source changes: old ones are cleared by age.
create index idx_translation_cache_created_at on translation_cache (created_at);

comment on table translation_cache is 'Translated chapters; can be emptied at any time';
comment on column translation_cache.content_hash is 'Hash of the source text: a changed chapter misses the cache';

-- ==================== DOWN ====================
-- To rollback, run the following SQL:
-- DROP TABLE IF EXISTS translation_cache CASCADE;
