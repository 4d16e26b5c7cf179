-- What the role of role.sql needs in one database. In each that Presage is to read, as a superuser or the owner of its tables:
--
--   psql --dbname shop --file provisioning/postgres/database.sql
--
-- psql variables, each given as --set name=value: role (presage), schema (all schemas of the database).
-- Run it again when a schema is added, or when tables get an owner who had none before.
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role presage
\endif
\if :{?schema}
\else
  \set schema ''
\endif

BEGIN;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SELECT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'hypopg') AS hypopg \gset
\if :hypopg
  CREATE EXTENSION IF NOT EXISTS hypopg;
\else
  \echo 'HypoPG is not installed on the server: indexes will be proposed, but not validated.'
\endif
GRANT CONNECT ON DATABASE :"DBNAME" TO :"role";

-- PostgreSQL explains a statement, and shows the statistics of columns, only to a role that may read the tables
CREATE TEMPORARY TABLE presage_schema ON COMMIT DROP AS
SELECT oid, nspname FROM pg_catalog.pg_namespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND :'schema' IN ('', nspname);

SELECT pg_catalog.format(statement, nspname, :'role')
FROM presage_schema,
     (VALUES ('GRANT USAGE ON SCHEMA %I TO %I'),
             ('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I'),
             -- to see how full they are
             ('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I')) s (statement)
\gexec

-- what owners of today's tables create tomorrow
SELECT DISTINCT pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT ON %s TO %I',
                                  o.rolname, s.nspname, kind, :'role')
FROM presage_schema s JOIN pg_catalog.pg_class c ON c.relnamespace = s.oid AND c.relkind IN ('r', 'p', 'm')
JOIN pg_catalog.pg_roles o ON o.oid = c.relowner AND pg_catalog.pg_has_role(o.oid, 'MEMBER'),
     (VALUES ('TABLES'), ('SEQUENCES')) k (kind)
\gexec

-- the extensions may lie in a schema of their own
SELECT DISTINCT pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', n.nspname, :'role')
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname IN ('pg_stat_statements', 'hypopg')
\gexec
COMMIT;
