#!/bin/sh
# Runs once, when the volume of the database is empty: the role that the exporters log in with.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$PRESAGE_DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE presage LOGIN PASSWORD :'password';
GRANT pg_monitor TO presage;
SQL
