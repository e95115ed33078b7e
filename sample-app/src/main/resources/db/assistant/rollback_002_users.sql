-- The policy on tenants came with 002, and holds on to current_tenant_id().
drop policy if exists tenants_select on tenants;

drop table if exists users;

drop function if exists current_user_role();
drop function if exists current_user_id();
drop function if exists current_tenant_id();
