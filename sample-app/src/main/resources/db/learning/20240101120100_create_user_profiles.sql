-- Migration: create_user_profiles
-- Version: 20240101120100_create_user_profiles
-- Created: 2024-01-01T12:01:00.000Z

-- ==================== UP ====================

create table user_profiles (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references users (id) on delete cascade,
    experience_level   varchar(20) not null default 'beginner',
    ros_familiarity    varchar(20) not null default 'none',
    hardware_access    varchar(20) not null default 'simulation_only',
    learning_goal      varchar(20) not null default 'hobby',
    preferred_language varchar(10) not null default 'python',
    content_language   varchar(5)  not null default 'en',
    profile_hash       varchar(64) not null,
    created_at         timestamp not null default (now() at time zone 'utc'),
    updated_at         timestamp not null default (now() at time zone 'utc'),
    constraint user_profiles_user_id_key unique (user_id),
    constraint user_profiles_experience_level_check
        check (experience_level in ('beginner', 'intermediate', 'advanced')),
    constraint user_profiles_ros_familiarity_check
        check (ros_familiarity in ('none', 'basic', 'proficient')),
    constraint user_profiles_hardware_access_check
        check (hardware_access in ('simulation_only', 'partial_lab', 'full_lab')),
    constraint user_profiles_learning_goal_check
        check (learning_goal in ('career', 'research', 'hobby')),
    constraint user_profiles_preferred_language_check
        check (preferred_language in ('python', 'cpp', 'both')),
    constraint user_profiles_content_language_check
        check (content_language in ('en', 'ur'))
);

-- All users with the same profile share one cached text, so the hash is looked up too.
create index idx_user_profiles_profile_hash on user_profiles (profile_hash);

comment on table user_profiles is 'What a user knows, has and wants: the content is adapted to it';
comment on column user_profiles.ros_familiarity is 'How well the Robot Operating System is known';
comment on column user_profiles.hardware_access is 'What the user can run exercises on';
comment on column user_profiles.preferred_language is 'Programming language of the examples';
comment on column user_profiles.content_language is 'Language of the text';
comment on column user_profiles.profile_hash is 'Hash over the answers; key of personalization_cache';

-- ==================== DOWN ====================
-- To rollback, run the following SQL:
-- DROP TABLE IF EXISTS user_profiles CASCADE;
