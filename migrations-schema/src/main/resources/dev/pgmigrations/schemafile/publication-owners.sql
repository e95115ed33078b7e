select format('ALTER PUBLICATION %I OWNER TO %I', p.pubname, pg_get_userbyid(p.pubowner))
from pg_publication p
order by p.pubname
