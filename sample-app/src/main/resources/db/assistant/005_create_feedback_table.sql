-- What users think of the answers.

create table feedback (
    id         uuid primary key default gen_random_uuid(),
    message_id uuid not null references messages (id) on delete cascade,
    user_id    uuid not null references users (id) on delete cascade,
    rating     smallint not null,
    comment    text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint feedback_message_user_key unique (message_id, user_id),
    constraint feedback_rating_check check (rating in (-1, 1))
);

create index idx_feedback_user on feedback (user_id, created_at desc);
create index idx_feedback_created on feedback (created_at);
-- The answers that need a look.
create index idx_feedback_negative on feedback (created_at desc) where rating = -1;

create trigger feedback_set_updated_at
    before update on feedback
    for each row execute function set_updated_at();

alter table feedback enable row level security;

create policy feedback_select on feedback
    for select
    using (exists (
        select from messages m
        join conversations c on c.id = m.conversation_id
        where m.id = message_id and c.tenant_id = (select current_tenant_id())
    ));

create policy feedback_insert on feedback
    for insert
    with check (user_id = (select current_user_id()) and exists (
        select from messages m
        join conversations c on c.id = m.conversation_id
        where m.id = message_id and c.tenant_id = (select current_tenant_id())
    ));

create policy feedback_update on feedback
    for update
    using (user_id = (select current_user_id()))
    with check (user_id = (select current_user_id()) and exists (
        select from messages m
        join conversations c on c.id = m.conversation_id
        where m.id = message_id and c.tenant_id = (select current_tenant_id())
    ));

create policy feedback_delete on feedback
    for delete
    using (user_id = (select current_user_id()));

-- Row level security does not reach a materialized view, and this one holds all tenants:
-- for back office roles, never for users.
create materialized view message_feedback_summary as
select c.tenant_id,
       m.conversation_id,
       f.message_id,
       count(*) filter (where f.rating = 1)  as thumbs_up,
       count(*) filter (where f.rating = -1) as thumbs_down,
       count(*)                              as ratings,
       count(f.comment)                      as comments,
       round(avg(f.rating), 2)               as average_rating,
       max(f.updated_at)                     as last_feedback_at
from feedback f
join messages m on m.id = f.message_id
join conversations c on c.id = m.conversation_id
group by c.tenant_id, m.conversation_id, f.message_id;

-- Unique, so that it can be refreshed CONCURRENTLY, without locking readers out.
create unique index idx_message_feedback_summary_message on message_feedback_summary (message_id);
create index idx_message_feedback_summary_tenant on message_feedback_summary (tenant_id, thumbs_down desc);

comment on table feedback is 'One rating for each user and message';
comment on column feedback.rating is '1: thumbs up, -1: thumbs down';
comment on column feedback.comment is 'Why, if the user wants to say';
comment on materialized view message_feedback_summary is 'Ratings for each message, of all tenants; refreshed daily';
