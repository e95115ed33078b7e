-- As (relation, statement); the relation is null for all tables of a schema. PostgreSQL 15 and later.
select format('%I.%I', n.nspname, c.relname) as relation,
  format('ALTER PUBLICATION %I ADD TABLE ONLY %I.%I%s%s', p.pubname, n.nspname, c.relname,
    (select format(' (%s)', string_agg(quote_ident(a.attname), ', ' order by a.attnum))
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum = any (r.prattrs)
      having count(*) > 0),
    case when r.prqual is not null then format(' WHERE (%s)', pg_get_expr(r.prqual, c.oid)) end) as statement
from pg_publication_rel r
join pg_publication p on p.oid = r.prpubid
join pg_class c on c.oid = r.prrelid
join pg_namespace n on n.oid = c.relnamespace
union all
select null, format('ALTER PUBLICATION %I ADD TABLES IN SCHEMA %I', p.pubname, n.nspname)
from pg_publication_namespace r
join pg_publication p on p.oid = r.pnpubid
join pg_namespace n on n.oid = r.pnnspid
order by 2
