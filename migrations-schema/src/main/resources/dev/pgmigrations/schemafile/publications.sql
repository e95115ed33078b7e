-- As (publication, statement): each is made first, then given its tables.
select p.pubname as publication, s.statement
from pg_publication p
cross join lateral (
  values
    (1, format('CREATE PUBLICATION %I%s WITH (publish = %L%s%s)', p.pubname,
      case when p.puballtables then ' FOR ALL TABLES' end,
      concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
      case when p.pubviaroot then ', publish_via_partition_root = true' end,
      case when to_jsonb(p) ->> 'pubgencols' = 's' then ', publish_generated_columns = stored' end)),
    (2, format('COMMENT ON PUBLICATION %I IS %L', p.pubname, obj_description(p.oid, 'pg_publication')))
) s (step, statement)
where (s.step = 1 or obj_description(p.oid, 'pg_publication') is not null)
  and not exists (
    select from pg_depend e
    where e.classid = 'pg_publication'::regclass and e.objid = p.oid and e.deptype = 'e')
order by p.pubname, s.step
