-- Calls with a quote in an argument, which pgCodeKeeper writes as it is; as (relation, trigger, call).
select format('%I.%I', n.nspname, c.relname) as relation, t.tgname as trigger,
  regexp_replace(pg_get_triggerdef(t.oid), '^.* EXECUTE (FUNCTION|PROCEDURE) ', '') as call
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
where not t.tgisinternal and position('\x27'::bytea in t.tgargs) > 0
