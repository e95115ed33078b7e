select E'it\'s; here', 'plain\', b'01;', X'1F;', n'n;', U&'\0441;' UESCAPE '!';
select 'a;'
  'b;' -- continued
  'c;';
select E'a\'\
;'
'\';';
select U&"a;""b", "c;"";";
