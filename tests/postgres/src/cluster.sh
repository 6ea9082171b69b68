# Runs a private PostgreSQL server in $1 with the programs in $2, until standard input ends.
#
# Standard input ends when the test process ends, however it ends: no server and no folder is left behind. An
# interrupt from the keyboard reaches this shell too; it stays to clean up.
set -eu
directory=$1
programs=$2
trap '' INT TERM
cleanup() {
    "$programs/pg_ctl" --pgdata="$directory/data" --mode=immediate stop >/dev/null 2>&1 || true
    rm -rf "$directory"
}
trap cleanup EXIT

# A vacuum or analysis that happens to run would keep deleted rows from being removed by a rewrite of their table.
cd "$directory"
"$programs/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
"$programs/pg_ctl" --pgdata=data --wait --log=server.log \
    --options="-c listen_addresses='' -c unix_socket_directories='$directory' -c max_connections=200 -c autovacuum=off" start >/dev/null ||
    { cat server.log >&2; exit 1; }
echo ready
cat >/dev/null
