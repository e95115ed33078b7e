alter table notes
  add colum body text;
