-- Calls with a quote in an argument, which pgCodeKeeper writes as it is; as (relation, trigger, call).
select format('%I.%I', n.nspname, c.relname) as relation, t.tgname as trigger,
  -- The name in front depends on the search path, so it is written anew.
  format('%I.%I', fn.nspname, f.proname)
    || regexp_replace(pg_get_triggerdef(t.oid),
      '^.* EXECUTE (FUNCTION|PROCEDURE) ("([^"]|"")*"|[^"(])+', '') as call
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_proc f on f.oid = t.tgfoid
join pg_namespace fn on fn.oid = f.pronamespace
where not t.tgisinternal and position('\x27'::bytea in t.tgargs) > 0
