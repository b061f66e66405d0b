#!/usr/bin/env bash
# Runs the stages named, or all of them, one line each; shows the output of those that fail.
# Ends with the number of tests passed and failed over all stages.
set -uo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh
source scripts/postgresql.sh
unset HBM_DATABASE_URL HBM_HOME HBM_CONTENT HBM_DEBUG DJANGO_SETTINGS_MODULE
# What pytest makes of a file of tests is kept for the workers and stages after it.
unset PYTHONDONTWRITEBYTECODE
export NO_COLOR=1
unset FORCE_COLOR CLICOLOR_FORCE

ALL=(style types layers architecture sqlite postgresql frontend journeys faults)
# The other tests touch no database, or start commands of their own that use a file.
WITH_DATABASE=(tests/apps tests/api tests/web tests/matrix tests/project tests/cli/demo
  tests/cli/test_backup_postgresql.py tests/cli/test_journal_and_person.py
  tests/faults/test_killed_processes.py)
# The replay is such a command: whatever database the tests use, it makes a file of its own.
ON_A_FILE=(tests/cli/demo/test_demo_command.py)
# Two at a time; who is done takes tests from the other, so that neither waits at the end.
SPREAD="-n 2 --dist worksteal"
# Browsers, servers and faults wait for each other: a third fills the cores meanwhile.
SPREAD_WAITING="-n 3 --dist worksteal"
passed=0 failed=0 skipped=0 broken=()
logs=$(mktemp -d "${TMPDIR:-/tmp}/hbm-logs.XXXXXX")

clean_up() {
  stop_postgresql
  rm -rf -- "$logs"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

py() { .venv/bin/python -m "$@"; }
existing() { local p; for p; do [[ -e $p ]] && echo "$p"; done; }
# run_pytest OPTIONS… PATHS… ; a folder without tests is no failure.
run_pytest() { py pytest "$@" || { local rc=$?; ((rc == 5)) || return "$rc"; }; }

stage_style() { .venv/bin/ruff check . && .venv/bin/ruff format --check .; }
stage_types() { .venv/bin/mypy --strict src/openhbm/core src/openhbm/content; }
stage_layers() { .venv/bin/lint-imports; }
stage_architecture() { run_pytest $SPREAD tests/architecture; }
stage_sqlite() {
  need_packages "pictures of printed cards" poppler-utils fonts-noto-core || return 1
  mapfile -t ignored < <(existing tests/architecture tests/journeys tests/faults)
  run_pytest $SPREAD "${ignored[@]/#/--ignore=}" tests
}
stage_postgresql() {
  local rc=0
  need_packages "pictures of printed cards" poppler-utils fonts-noto-core || return 1
  start_postgresql || return 1
  mapfile -t folders < <(existing "${WITH_DATABASE[@]}")
  run_pytest $SPREAD "${ON_A_FILE[@]/#/--ignore=}" "${folders[@]}" || rc=$?
  stop_postgresql
  return "$rc"
}
stage_frontend() { npm run --silent check && npm run --silent test -- --reporter=dot; }
stage_journeys() {
  need_packages "browser journeys" chromium fonts-dejavu-core fonts-noto-core poppler-utils || return 1
  run_pytest $SPREAD_WAITING tests/journeys
}
stage_faults() { run_pytest $SPREAD_WAITING tests/faults; }
# Not among ALL, where the faults that concern PostgreSQL are in its own stage.
stage_faults_postgresql() {
  local rc=0
  start_postgresql || return 1
  run_pytest tests/faults/test_killed_processes.py tests/faults/test_two_histories.py || rc=$?
  stop_postgresql
  return "$rc"
}

# count WORD LOG: the number before WORD in the last summary line of a test runner.
count() { grep -aE '^(=+ )?[0-9]+ (passed|failed|skipped|error|xfailed|deselected)|^ +Tests +' "$2" | tail -1 |
  grep -aoE "[0-9]+ $1" | tail -1 | cut -d' ' -f1; }

run_stage() {
  local name=$1 log=$logs/$1 began=$EPOCHREALTIME rc=0 seconds p f e s
  # In this shell, not in a subshell: the trap must know of the server that a stage starts.
  "stage_$name" >"$log" 2>&1 </dev/null || rc=$?
  seconds=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.1f", b - a}')
  p=$(count passed "$log") f=$(count failed "$log") e=$(count 'errors?' "$log") s=$(count skipped "$log")
  passed=$((passed + ${p:-0})) skipped=$((skipped + ${s:-0}))
  f=$((${f:-0} + ${e:-0}))
  if ((rc)); then
    broken+=("$name")
    ((f)) || f=1
    cat "$log"
  fi
  failed=$((failed + f))
  printf '%-4s  %-12s %6s s  %s\n' "$( ((rc)) && echo FAIL || echo ok)" "$name" "$seconds" \
    "${p:+$p passed}$( ((f)) && echo ", $f failed")${s:+, $s skipped}$( ((rc)) && echo "  (exit $rc)")"
  sed -n '/^=* faults done/,/ in all:/p' "$log"
}

stages=("$@")
((${#stages[@]})) || stages=("${ALL[@]}")
for stage in "${stages[@]}"; do
  declare -F "stage_$stage" >/dev/null || { echo "No stage $stage. Stages: ${ALL[*]}" >&2; exit 2; }
done
for stage in "${stages[@]}"; do
  [[ $stage =~ ^(architecture|journeys|faults)$ && ! -d tests/$stage ]] && continue
  [[ $stage == frontend && ! -f package.json ]] && continue
  run_stage "$stage"
done
printf '%s s in all%s\n' "$SECONDS" "${broken:+; failed: ${broken[*]}}"
echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
((${#broken[@]} == 0))
