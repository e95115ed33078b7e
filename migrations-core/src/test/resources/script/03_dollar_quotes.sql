create function f() returns text language plpgsql as $f$
begin
  -- UP
  return $inner$ ; $$ ; $f $inner$;
end
$f$;
create function g() returns text language sql as $body$ select '$$;' || $b$;$b$ $body$;
do $$begin perform 1; end$$;
select a$b$, c$b$ from t;
select $1;$2;
