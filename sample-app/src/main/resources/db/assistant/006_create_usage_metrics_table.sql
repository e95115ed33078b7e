-- Tokens and cost for each tenant, user and day.

create table usage_metrics (
    id                uuid primary key default gen_random_uuid(),
    tenant_id         uuid not null references tenants (id) on delete cascade,
    user_id           uuid not null,
    -- Days are UTC days: a bill must not depend on the time zone of a session.
    usage_date        date not null default (now() at time zone 'utc')::date,
    message_count     integer not null default 0,
    prompt_tokens     bigint not null default 0,
    completion_tokens bigint not null default 0,
    total_tokens      bigint not null generated always as (prompt_tokens + completion_tokens) stored,
    cost_usd          numeric(14, 6) not null default 0,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    constraint usage_metrics_day_key unique (tenant_id, user_id, usage_date),
    constraint usage_metrics_user_fkey
        foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    constraint usage_metrics_message_count_check check (message_count >= 0),
    constraint usage_metrics_prompt_tokens_check check (prompt_tokens >= 0),
    constraint usage_metrics_completion_tokens_check check (completion_tokens >= 0),
    constraint usage_metrics_cost_usd_check check (cost_usd >= 0)
);

create index idx_usage_metrics_tenant_date on usage_metrics (tenant_id, usage_date desc);
create index idx_usage_metrics_user_date on usage_metrics (user_id, usage_date desc);
create index idx_usage_metrics_date on usage_metrics (usage_date);

create trigger usage_metrics_set_updated_at
    before update on usage_metrics
    for each row execute function set_updated_at();

alter table usage_metrics enable row level security;

create policy usage_metrics_select on usage_metrics
    for select
    using (tenant_id = (select current_tenant_id()));

create policy usage_metrics_insert on usage_metrics
    for insert
    with check (tenant_id = (select current_tenant_id()) and user_id = (select current_user_id()));

create policy usage_metrics_update on usage_metrics
    for update
    using (user_id = (select current_user_id()))
    with check (tenant_id = (select current_tenant_id()) and user_id = (select current_user_id()));

create policy usage_metrics_delete on usage_metrics
    for delete
    using (user_id = (select current_user_id()));

-- One statement, so that calls at the same moment wait for each other and none is lost.
-- Runs as the caller: the policies above say for whom it may count.
-- Its names are bound here (begin atomic), so it works under any search path.
create function increment_usage_metrics(
    p_tenant_id         uuid,
    p_user_id           uuid,
    p_prompt_tokens     bigint,
    p_completion_tokens bigint,
    p_cost_usd          numeric default 0,
    p_message_count     integer default 1,
    p_usage_date        date default (now() at time zone 'utc')::date
) returns bigint
    language sql
begin atomic
    insert into usage_metrics as u
        (tenant_id, user_id, usage_date, message_count, prompt_tokens, completion_tokens, cost_usd)
    values
        (p_tenant_id, p_user_id, p_usage_date, p_message_count, p_prompt_tokens, p_completion_tokens, p_cost_usd)
    on conflict (tenant_id, user_id, usage_date) do update
    set message_count     = u.message_count + excluded.message_count,
        prompt_tokens     = u.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = u.completion_tokens + excluded.completion_tokens,
        cost_usd          = u.cost_usd + excluded.cost_usd
    returning total_tokens;
end;

-- Row level security does not reach a materialized view, and this one holds all tenants:
-- for back office roles, never for users.
create materialized view monthly_usage_summary as
select tenant_id,
       user_id,
       date_trunc('month', usage_date::timestamp)::date as usage_month,
       count(*)               as active_days,
       sum(message_count)     as message_count,
       sum(prompt_tokens)     as prompt_tokens,
       sum(completion_tokens) as completion_tokens,
       sum(total_tokens)      as total_tokens,
       sum(cost_usd)          as cost_usd
from usage_metrics
group by tenant_id, user_id, date_trunc('month', usage_date::timestamp);

-- Unique, so that it can be refreshed CONCURRENTLY, without locking readers out.
create unique index idx_monthly_usage_summary_key on monthly_usage_summary (tenant_id, user_id, usage_month);
create index idx_monthly_usage_summary_month on monthly_usage_summary (usage_month);

-- A view reads as its owner, whom the policies do not bind (security_invoker came with PostgreSQL 15), so it asks
-- itself: the reader's tenant, or all when row level security does not hold for the reader.
create view current_day_usage with (security_barrier = true) as
select tenant_id,
       user_id,
       usage_date,
       message_count,
       prompt_tokens,
       completion_tokens,
       total_tokens,
       cost_usd,
       updated_at
from usage_metrics
where usage_date = (now() at time zone 'utc')::date
  and (tenant_id = (select current_tenant_id()) or not row_security_active('usage_metrics'::regclass));

comment on table usage_metrics is 'Use of the assistant, one row for each tenant, user and day';
comment on column usage_metrics.usage_date is 'The day, in UTC';
comment on column usage_metrics.total_tokens is 'Computed';
comment on column usage_metrics.cost_usd is 'Cost in US dollars';
comment on function increment_usage_metrics(uuid, uuid, bigint, bigint, numeric, integer, date)
    is 'Adds to the row of the day, making it if need be; returns its total tokens';
comment on materialized view monthly_usage_summary is 'Use for each user and month, of all tenants; refreshed daily';
comment on view current_day_usage is 'Use of the current UTC day, as of now';
