-- UP

-- Shared by all tables of the schema; each brings its own trigger.
create function set_updated_at() returns trigger
    language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

create table users (
    id                      uuid primary key default gen_random_uuid(),
    email                   varchar(255) not null unique,
    password_hash           varchar(255) not null,
    name                    varchar(255) not null,
    birth_date              date,
    birth_time              time,
    birth_location          jsonb,
    personality_profile     jsonb not null default '{}',
    coaching_goals          text[] not null default '{}',
    onboarding_completed    boolean not null default false,
    onboarding_completed_at timestamptz,
    created_at              timestamptz not null default now(),
    updated_at              timestamptz not null default now(),
    constraint users_email_check check (email like '%_@_%'),
    constraint users_birth_date_check check (birth_date > date '1900-01-01'),
    constraint users_personality_profile_check check (jsonb_typeof(personality_profile) = 'object'),
    constraint users_coaching_goals_check check (array_position(coaching_goals, null) is null),
    constraint users_onboarding_check check (onboarding_completed or onboarding_completed_at is null)
);

create index idx_users_personality_profile on users using gin (personality_profile jsonb_path_ops);
create index idx_users_coaching_goals on users using gin (coaching_goals);
-- The few who have not finished are the ones that are looked for.
create index idx_users_onboarding_open on users (created_at) where not onboarding_completed;

create trigger users_set_updated_at
    before update on users
    for each row execute function set_updated_at();

comment on table users is 'Accounts with the personal data that coaching starts from';
comment on column users.birth_time is 'Local time at the place of birth';
comment on column users.birth_location is 'Place of birth: name, latitude, longitude, time zone';
comment on column users.coaching_goals is 'What the user wants to work on';

-- DOWN

drop table if exists users;
drop function if exists set_updated_at();
