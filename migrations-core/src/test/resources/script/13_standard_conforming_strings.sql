set standard_conforming_strings = off; select 'plain here \';
select 'escaped \'; here';
reset standard_conforming_strings;
select 'plain again \';
