drop table if exists tenants;
drop function if exists set_updated_at();
