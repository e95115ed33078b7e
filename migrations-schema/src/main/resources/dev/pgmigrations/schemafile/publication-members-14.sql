-- As (relation, statement). PostgreSQL 14 knows neither lists of columns nor conditions.
select format('%I.%I', n.nspname, c.relname) as relation,
  format('ALTER PUBLICATION %I ADD TABLE ONLY %I.%I', p.pubname, n.nspname, c.relname) as statement
from pg_publication_rel r
join pg_publication p on p.oid = r.prpubid
join pg_class c on c.oid = r.prrelid
join pg_namespace n on n.oid = c.relnamespace
order by 2
