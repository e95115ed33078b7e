-- Relations, routines and types that somebody made here, as (kind, identity); what an extension brought along is left out.
with namespace as (
  select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
),
object as (
  select 'relation' as kind, 'pg_class'::regclass as classid, c.oid
  from pg_class c
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S') and c.relnamespace in (select oid from namespace)
    -- An identity's sequence comes with its column.
    and not exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i' and c.relkind = 'S')
  union all
  select 'routine', 'pg_proc'::regclass, p.oid
  from pg_proc p
  where p.pronamespace in (select oid from namespace)
    -- The constructors of a range come with it.
    and not exists (
      select from pg_depend d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')
  union all
  select 'type', 'pg_type'::regclass, t.oid
  from pg_type t
  left join pg_class c on c.oid = t.typrelid
  where t.typnamespace in (select oid from namespace)
    and (t.typtype in ('e', 'd', 'r') or t.typtype = 'b' and t.typelem = 0 or t.typtype = 'c' and c.relkind = 'c')
)
select o.kind, (pg_identify_object(o.classid, o.oid, 0)).identity
from object o
where not exists (
  select from pg_depend e where e.classid = o.classid and e.objid = o.oid and e.deptype = 'e')
order by 1, 2
