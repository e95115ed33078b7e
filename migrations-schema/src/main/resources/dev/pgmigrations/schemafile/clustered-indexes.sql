-- Indexes that tables are clustered on, whose names pgCodeKeeper does not quote; as (relation, statement).
select format('%I.%I', n.nspname, c.relname) as relation,
  format('ALTER %s %I.%I CLUSTER ON %I',
    case c.relkind when 'm' then 'MATERIALIZED VIEW' else 'TABLE' end, n.nspname, c.relname, i.relname) as statement
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class c on c.oid = x.indrelid
join pg_namespace n on n.oid = c.relnamespace
where x.indisclustered and x.indisvalid and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by n.nspname collate "C", c.relname collate "C"
