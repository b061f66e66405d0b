# Sourced: a private PostgreSQL server for one test run, thrown away afterwards.
# start_postgresql sets HBM_DATABASE_URL; stop_postgresql ends only what was started here.

_as_owner() { # The server refuses to run as root.
  if [[ $(id -u) == 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi
}

_free_port() {
  .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_postgresql() {
  local bin password port
  need_packages "tests on PostgreSQL" postgresql || return 1
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  pg_bin=${bin:-$(pg_config --bindir)}
  pg_home=$(mktemp -d "${TMPDIR:-/tmp}/hbm-postgresql.XXXXXX")
  password=$(.venv/bin/python -c 'import secrets; print(secrets.token_hex(16))')
  echo "$password" >"$pg_home/password"
  [[ $(id -u) == 0 ]] && chown -R postgres "$pg_home"
  (cd "$pg_home" && _as_owner "$pg_bin/initdb" -D "$pg_home/data" -U hbm -A scram-sha-256 \
    --pwfile "$pg_home/password" -E UTF8 --locale C.UTF-8 --no-sync) >/dev/null || return 1
  for _ in 1 2 3; do # another program may take the port between asking for it and using it
    port=$(_free_port)
    # Nothing here must survive a power cut, so nothing waits for the disk.
    if (cd "$pg_home" && _as_owner "$pg_bin/pg_ctl" -D "$pg_home/data" -l "$pg_home/log" -w -t 60 \
      -o "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories='' -c fsync=off
          -c synchronous_commit=off -c full_page_writes=off -c max_connections=60" start) >/dev/null; then
      export HBM_DATABASE_URL="postgresql://hbm:$password@127.0.0.1:$port/postgres"
      return 0
    fi
  done
  cat "$pg_home/log"
  return 1
}

stop_postgresql() {
  [[ ${pg_home:-} ]] || return 0
  if [[ -f $pg_home/data/postmaster.pid ]]; then
    (cd "$pg_home" && _as_owner "$pg_bin/pg_ctl" -D "$pg_home/data" -m immediate -w stop) >/dev/null 2>&1 || true
  fi
  rm -rf -- "$pg_home"
  pg_home=
  unset HBM_DATABASE_URL
}
