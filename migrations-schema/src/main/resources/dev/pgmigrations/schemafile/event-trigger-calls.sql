-- Calls of event triggers, whose names pgCodeKeeper does not quote; as (trigger, call).
select t.evtname as trigger, format('%I.%I()', n.nspname, p.proname) as call
from pg_event_trigger t
join pg_proc p on p.oid = t.evtfoid
join pg_namespace n on n.oid = p.pronamespace
