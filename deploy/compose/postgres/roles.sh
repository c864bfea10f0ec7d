#!/bin/sh
# Run once, when the database is made: connections from elsewhere by TLS and password alone, the owner of the tables, and the bot's role,
# which cannot change the audit log (docs/operate.md, Going live).
set -eu
secrets=${SECRETS:-/run/secrets}
. "$secrets/postgres.env"
install -m 600 "$secrets/postgres.key" "$PGDATA/server.key"
install -m 600 "$secrets/postgres.pem" "$PGDATA/server.crt"
cat >"$PGDATA/pg_hba.conf" <<'END'
local   all         all       trust
local   replication all       trust
hostssl all         all  all  scram-sha-256
END
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v bot="$BOT_PASSWORD" -q -U "${POSTGRES_USER:-postgres}" -d postgres <<'END'
ALTER SYSTEM SET ssl = on;
CREATE ROLE owner LOGIN PASSWORD :'owner';
CREATE ROLE bot LOGIN PASSWORD :'bot';
GRANT bot TO owner;
CREATE DATABASE recordings OWNER owner;
END
