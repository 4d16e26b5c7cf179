-- The role that Presage logs in with. Once on the server, as a user who may create roles and grant pg_monitor:
--
--   PRESAGE_DATABASE_PASSWORD=… psql --dbname postgres --file provisioning/postgres/role.sql
--
-- psql variables, each given as --set name=value: role (presage), connections (5), password (taken from the environment).
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role presage
\endif
\if :{?connections}
\else
  \set connections 5
\endif
\if :{?password}
\else
  \set password `printf %s "$PRESAGE_DATABASE_PASSWORD"`
\endif

BEGIN;
SELECT :'password' = '' AS passwordless, pg_catalog.current_setting('is_superuser')::bool AS superuser \gset
\if :passwordless
  DO $$ BEGIN RAISE EXCEPTION 'Set PRESAGE_DATABASE_PASSWORD in the environment of psql.'; END $$;
\endif
\if :superuser
  -- keeps the password out of the log and of pg_stat_statements
  SET LOCAL log_statement = 'none';
  SET LOCAL log_min_duration_statement = -1;
  SET LOCAL log_min_error_statement = 'panic';
  SET LOCAL pg_stat_statements.track = 'none';
\endif
CREATE ROLE :"role" LOGIN CONNECTION LIMIT :connections PASSWORD :'password';
-- statistics of all databases, and the texts of pg_stat_statements
GRANT pg_monitor TO :"role";
COMMIT;
