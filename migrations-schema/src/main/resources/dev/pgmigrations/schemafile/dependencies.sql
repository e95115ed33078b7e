-- What views, routines, types and domains need, as the server knows it. A view's dependencies hang on its rule, and
-- those of a domain's checks on the checks.
with dependency as (
  select
    case when r.oid is not null then 'pg_class'::regclass when c.oid is not null then 'pg_type'::regclass
      else d.classid end as classid,
    coalesce(r.ev_class, c.contypid, d.objid) as objid,
    d.refclassid, d.refobjid
  from pg_depend d
  left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.rulename = '_RETURN'
  left join pg_constraint c on d.classid = 'pg_constraint'::regclass and c.oid = d.objid and c.contypid <> 0
  where d.deptype in ('n', 'a') and d.refobjid >= 16384
    and (d.classid in ('pg_type'::regclass, 'pg_proc'::regclass) or r.oid is not null or c.oid is not null)
    and d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass)
),
kind (classid, kind) as (
  values ('pg_class'::regclass, 'relation'), ('pg_proc'::regclass, 'routine'), ('pg_type'::regclass, 'type'),
    ('pg_constraint'::regclass, 'constraint')
)
select distinct k.kind, o.identity, n.kind as needed_kind, needed.identity as needed_identity
from dependency d
join kind k on k.classid = d.classid
join kind n on n.classid = d.refclassid
cross join lateral pg_identify_object(d.classid, d.objid, 0) o
cross join lateral pg_identify_object(d.refclassid, d.refobjid, 0) needed
order by 1, 2, 3, 4
