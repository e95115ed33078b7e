-- UP

create table personality_insights (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references users (id) on delete cascade,
    conversation_id    uuid references coaching_conversations (id) on delete set null,
    category           varchar(30) not null,
    insight            text not null,
    astrological_basis jsonb not null default '{}',
    coaching_language  text,
    accuracy_rating    smallint,
    is_disclosed       boolean not null default false,
    disclosed_at       timestamptz,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    constraint personality_insights_category_check
        check (category in ('strength', 'growth_area', 'communication', 'motivation', 'relationship', 'career')),
    constraint personality_insights_accuracy_rating_check check (accuracy_rating between 1 and 5),
    constraint personality_insights_disclosure_check check (is_disclosed = (disclosed_at is not null))
);

create index idx_personality_insights_user_category on personality_insights (user_id, category, created_at desc);
create index idx_personality_insights_conversation on personality_insights (conversation_id)
    where conversation_id is not null;
-- What can still be told to the user.
create index idx_personality_insights_undisclosed on personality_insights (user_id, created_at)
    where not is_disclosed;
create index idx_personality_insights_astrological_basis
    on personality_insights using gin (astrological_basis jsonb_path_ops);

create trigger personality_insights_set_updated_at
    before update on personality_insights
    for each row execute function set_updated_at();

comment on table personality_insights is 'What the model has concluded about a user, and whether the user knows';
comment on column personality_insights.conversation_id is 'The session that led to it, if one did';
comment on column personality_insights.astrological_basis is 'What it was derived from: never shown as such';
comment on column personality_insights.coaching_language is 'The insight in words for the user';
comment on column personality_insights.accuracy_rating is '1 (wrong) to 5 (exact), given by the user';

-- DOWN

drop table if exists personality_insights;
