/* licence */
-- migrations:transaction=none
-- Migrations: see the wiki for what these mean
-- migrations:statement-timeout=1h
vacuum t;
