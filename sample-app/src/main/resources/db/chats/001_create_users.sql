-- UP

create table users (
    id                  uuid primary key default gen_random_uuid(),
    name                text not null,
    email               text not null unique,
    hashed_password     text not null,
    software_experience text,
    hardware_experience text,
    created_at          timestamptz not null default now()
);

comment on table users is 'Readers of the platform with an account';
comment on column users.software_experience is 'Own words or level, as given at sign-up';
comment on column users.hardware_experience is 'Own words or level, as given at sign-up';

-- DOWN

drop table if exists users;
