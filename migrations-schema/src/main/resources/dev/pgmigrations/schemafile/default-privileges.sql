-- Those for a whole database take the place of what is built in, so what is missing of that is revoked. Those for a
-- schema come on top.
with given as (
  select d.defaclrole as role, d.defaclnamespace as namespace, d.defaclobjtype as type, a.grantee, a.privilege_type,
    a.is_grantable
  from pg_default_acl d, aclexplode(d.defaclacl) a
),
usual as (
  select d.defaclrole as role, d.defaclnamespace as namespace, d.defaclobjtype as type, a.grantee, a.privilege_type,
    a.is_grantable
  from pg_default_acl d,
    aclexplode(acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end::"char", d.defaclrole)) a
  where d.defaclnamespace = 0
),
change as (
  select 1 as step, c.* from (select * from usual except select * from given) c
  union all
  select 2, c.* from (select * from given except select * from usual) c
)
select format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s %s ON %s %s %s%s', pg_get_userbyid(c.role),
  case when c.namespace <> 0 then format(' IN SCHEMA %s', c.namespace::regnamespace) end,
  case c.step when 1 then 'REVOKE' else 'GRANT' end,
  string_agg(c.privilege_type, ', ' order by c.privilege_type),
  case c.type when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' when 'T' then 'TYPES'
    when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end,
  case c.step when 1 then 'FROM' else 'TO' end,
  case c.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end,
  case when c.step = 2 and c.is_grantable then ' WITH GRANT OPTION' end)
from change c
group by c.step, c.role, c.namespace, c.type, c.grantee, c.is_grantable
order by pg_get_userbyid(c.role), c.namespace::regnamespace::text, c.type, c.step, 1
