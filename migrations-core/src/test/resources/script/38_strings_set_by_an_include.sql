\ir included_strings.txt
select 'it\'s; one';
reset standard_conforming_strings;
select '\';
