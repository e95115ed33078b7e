copy t (a, b) from stdin;
1	it's; fine
2	\N
\.
copy "T"
  from stdin with (format csv); select 'same line';
"a;",1
\.
select 1;
