-- As (sequence, relation).
select format('%I.%I', n.nspname, s.relname) as sequence, format('%I.%I', tn.nspname, t.relname) as relation
from pg_class s
join pg_namespace n on n.oid = s.relnamespace
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refclassid = 'pg_class'::regclass
  and d.deptype in ('a', 'i')
join pg_class t on t.oid = d.refobjid
join pg_namespace tn on tn.oid = t.relnamespace
where s.relkind = 'S'
