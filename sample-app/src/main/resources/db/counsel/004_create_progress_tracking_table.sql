-- UP

create table progress_tracking (
    id                  uuid primary key default gen_random_uuid(),
    user_id             uuid not null references users (id) on delete cascade,
    goal                varchar(255) not null,
    status              varchar(20) not null default 'not_started',
    progress_percent    smallint not null default 0,
    progress_data       jsonb not null default '{}',
    personality_metrics jsonb not null default '{}',
    milestones          text[] not null default '{}',
    achievements        text[] not null default '{}',
    challenges          text[] not null default '{}',
    target_date         date,
    achieved_at         timestamptz,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    constraint progress_tracking_goal_key unique (user_id, goal),
    constraint progress_tracking_status_check
        check (status in ('not_started', 'in_progress', 'achieved', 'dropped')),
    constraint progress_tracking_progress_percent_check check (progress_percent between 0 and 100),
    constraint progress_tracking_achieved_check check ((status = 'achieved') = (achieved_at is not null))
);

create index idx_progress_tracking_user_status on progress_tracking (user_id, status, updated_at desc);
create index idx_progress_tracking_due on progress_tracking (target_date) where status = 'in_progress';
create index idx_progress_tracking_progress_data on progress_tracking using gin (progress_data jsonb_path_ops);
create index idx_progress_tracking_personality_metrics
    on progress_tracking using gin (personality_metrics jsonb_path_ops);
create index idx_progress_tracking_achievements on progress_tracking using gin (achievements);

create trigger progress_tracking_set_updated_at
    before update on progress_tracking
    for each row execute function set_updated_at();

comment on table progress_tracking is 'How far a user has come with each goal';
comment on column progress_tracking.progress_data is 'Measured steps, as the goal needs them';
comment on column progress_tracking.personality_metrics is 'Progress seen through the personality profile';
comment on column progress_tracking.challenges is 'What stands in the way';

-- DOWN

drop table if exists progress_tracking;
