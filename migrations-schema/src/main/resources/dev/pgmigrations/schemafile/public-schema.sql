-- How the schema public differs from that of an empty database, as (part, statement).
with public as (
  select n.oid, n.nspowner as owner, n.nspacl, current_setting('server_version_num')::int >= 150000 as closed
  from pg_namespace n
  where n.nspname = 'public'
),
-- Since 15 it belongs to the database's owner, and nobody else may create in it.
usual as (
  select case when p.closed then 'pg_database_owner' else pg_get_userbyid(10) end as owner,
    case when p.closed then array['USAGE'] else array['CREATE', 'USAGE'] end as everybody
  from public p
),
given as (
  select a.grantee, a.privilege_type, a.is_grantable
  from public p, aclexplode(coalesce(p.nspacl, acldefault('n', p.owner))) a
),
expected as (
  select p.owner as grantee, unnest(array['CREATE', 'USAGE']) as privilege_type, false as is_grantable from public p
  union all
  select 0, unnest(u.everybody), false from usual u
),
different as (
  select exists (
    (select * from given except select * from expected) union all (select * from expected except select * from given)) as privileges
)
select part, statement
from (
  select 1 as step, 'owner' as part, format('ALTER SCHEMA public OWNER TO %I', pg_get_userbyid(p.owner)) as statement
  from public p, usual u
  where pg_get_userbyid(p.owner) <> u.owner
  union all
  select 2, 'privileges', 'REVOKE ALL ON SCHEMA public FROM PUBLIC'
  from different d
  where d.privileges
  union all
  select 3, 'privileges', format('GRANT %s ON SCHEMA public TO %s%s',
    string_agg(g.privilege_type, ', ' order by g.privilege_type),
    case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end,
    case when g.is_grantable then ' WITH GRANT OPTION' end)
  from given g, different d, public p
  where d.privileges and g.grantee <> p.owner
  group by g.grantee, g.is_grantable
  union all
  select 4, 'comment', format('COMMENT ON SCHEMA public IS %L', obj_description(p.oid, 'pg_namespace'))
  from public p
  where obj_description(p.oid, 'pg_namespace') is distinct from 'standard public schema'
) s
order by step, statement
