#!/bin/sh
# Makes what compose.yaml takes from secrets/, once: a certificate authority of its own with the certificates of the services, passwords
# and keys by chance, and the settings that name them. It replaces nothing. Once the bot has data never delete the folder: with it go the
# keys of the stored files and of the log, and the passwords that the database has. Needs OpenSSL 3.
#
#   PUBLIC_NAME=recordings.city.example.jp FILES_NAME=recordings.lan.example.jp \
#   BOT_ID=… BOT_TENANT_ID=… BOT_PASSWORD=… deploy/compose/prepare.sh [FOLDER]
set -eu
umask 077
folder=${1:-$(dirname "$0")/secrets}
for name in PUBLIC_NAME FILES_NAME BOT_ID BOT_TENANT_ID BOT_PASSWORD; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || { echo "$name: must be set, see the beginning of $0" >&2; exit 1; }
done
[ ! -e "$folder" ] || { echo "$folder is there already; nothing was changed" >&2; exit 1; }
mkdir -p "$folder"
cd "$folder"

random() { openssl rand -hex 24; }
key() { openssl rand -base64 32; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=recordings: services' \
  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
  -keyout ca.key -out ca.pem 2>openssl.log

# certificate <file> <names>: signed by that authority, for those names.
certificate() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>>openssl.log
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$2" >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days 825 -extfile "$1.ext" -out "$1.pem" 2>>openssl.log
  rm "$1.csr" "$1.ext"
}
certificate postgres DNS:postgres,DNS:localhost
certificate azurite DNS:azurite,DNS:localhost
# The browsers and Microsoft have to trust this one: put a certificate of your own in its place.
certificate proxy "DNS:$PUBLIC_NAME,DNS:$FILES_NAME"

owner=$(random)
bot=$(random)
database='@postgres:5432/recordings?sslmode=verify-full&sslrootcert=/run/secrets/ca.pem'
printf '%s' "$(random)" >postgres_password
printf '%s' "$(random)" >grafana_password
printf 'OWNER_PASSWORD=%s\nBOT_PASSWORD=%s\n' "$owner" "$bot" >postgres.env
printf 'DATABASE_OWNER_URL=postgresql://owner:%s%s\n' "$owner" "$database" >owner.env
printf 'AZURITE_ACCOUNTS=recordings:%s\n' "$(key)" >azurite.env
cat >bot.env <<END
PUBLIC_URL=https://$PUBLIC_NAME
FILES_URL=https://$FILES_NAME
BOT_ID=$BOT_ID
BOT_TENANT_ID=$BOT_TENANT_ID
BOT_PASSWORD=$BOT_PASSWORD
DATABASE_URL=postgresql://bot:$bot$database
LINK_SECRET=$(key)
MASTER_KEYS=$(key)
AUDIT_KEYS=$(key)
END
rm openssl.log
# Each container is shown its own files alone, as another account than yours; the folder keeps everybody else out.
chmod 444 ./*
chmod 400 ca.key
echo "made in $folder: keep copies of MASTER_KEYS and AUDIT_KEYS (bot.env) in a safe, ca.key apart from this machine"
