-- As (relation, statement).
select format('%I.%I', n.nspname, c.relname) as relation,
  format('ALTER TABLE ONLY %I.%I REPLICA IDENTITY %s', n.nspname, c.relname,
    case c.relreplident when 'f' then 'FULL' when 'n' then 'NOTHING' else format('USING INDEX %I', i.relname) end) as statement
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_index x on x.indrelid = c.oid and x.indisreplident
left join pg_class i on i.oid = x.indexrelid
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and (c.relreplident in ('f', 'n') or c.relreplident = 'i' and i.oid is not null)
  and not exists (
    select from pg_depend e
    where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
order by 1
