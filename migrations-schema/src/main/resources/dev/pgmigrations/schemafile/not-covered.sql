-- What pgCodeKeeper does not read, or not exactly; a line each.
with namespace as (
  select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
),
unread (classid, oid) as (
  select 'pg_opclass'::regclass, oid from pg_opclass where opcnamespace in (select oid from namespace)
  union all
  select 'pg_opfamily'::regclass, oid from pg_opfamily where opfnamespace in (select oid from namespace)
  union all
  select 'pg_conversion'::regclass, oid from pg_conversion where connamespace in (select oid from namespace)
  union all
  select 'pg_am'::regclass, oid from pg_am where oid >= 16384
  union all
  select 'pg_language'::regclass, oid from pg_language where oid >= 16384
  union all
  select 'pg_transform'::regclass, oid from pg_transform where oid >= 16384
),
columns as (
  select c.oid, c.relnamespace, array_agg(a.attname order by a.attnum) as names
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace in (select oid from namespace)
  group by c.oid
)
select o.type || ' ' || o.identity as line
from unread u, pg_identify_object(u.classid, u.oid, 0) o
where not exists (
  select from pg_depend e where e.classid = u.classid and e.objid = u.oid and e.deptype = 'e')
union all
select 'subscription ' || quote_ident(s.subname)
from pg_subscription s
join pg_database d on d.oid = s.subdbid
where d.datname = current_database()
union all
select format('user mapping of %s for server %I, which may hold a password', m.usename, m.srvname)
from pg_user_mappings m
union all
select format('security label of %s on %s %s', l.provider, l.objtype, l.objname)
from pg_seclabels l
where l.objnamespace in (select oid from namespace)
union all
select format('access method %s of table %s', a.amname, c.oid::regclass)
from pg_class c
join pg_am a on a.oid = c.relam
where c.relkind in ('r', 'p', 'm') and a.amname <> 'heap' and c.relnamespace in (select oid from namespace)
union all
select format('NOT VALID of constraint %I on domain %s', c.conname, c.contypid::regtype)
from pg_constraint c
where c.contypid <> 0 and not c.convalidated and c.connamespace in (select oid from namespace)
union all
select format('NOT VALID of constraint %I on table %s', c.conname, c.conrelid::regclass)
from pg_constraint c
where c.contype = 'n' and c.conrelid <> 0 and not c.convalidated and c.connamespace in (select oid from namespace)
union all
select format('index %s, which is invalid', i.indexrelid::regclass)
from pg_index i
join columns c on c.oid = i.indrelid
where not i.indisvalid
union all
select format('grant option of the owner of %s, which owners have anyway', c.oid::regclass)
from pg_class c
where c.relnamespace in (select oid from namespace)
  and exists (select from aclexplode(c.relacl) a where a.grantee = c.relowner and a.is_grantable)
union all
-- Declared, and never defined.
select format('shell type %s', t.oid::regtype)
from pg_type t
where not t.typisdefined and t.typnamespace in (select oid from namespace)
union all
-- Columns that are inherited come first again.
select format('order of the columns of %s', h.inhrelid::regclass)
from pg_inherits h
join columns child on child.oid = h.inhrelid
join columns parent on parent.oid = h.inhparent
where child.names[1:cardinality(parent.names)] <> parent.names
  and not exists (select from pg_inherits o where o.inhrelid = h.inhrelid and o.inhparent <> h.inhparent)
order by 1
