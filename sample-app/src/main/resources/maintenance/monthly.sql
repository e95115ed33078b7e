-- What nobody has touched for half a year goes into the archive.
update conversations
set is_archived = true
where updated_at < current_date - interval '6 months'
  and not is_archived;
