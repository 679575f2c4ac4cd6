# Shared by the scripts beside it: where things are, and how steps speak.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

# Where cargo builds: CI moves it into a cache.
target=${CARGO_TARGET_DIR:-$root/target}
# Debug builds keep their pages apart, so that tests never take them from under a demo that runs.
debug_site=target/debug-site
export PATH="$root/node_modules/.bin:$PATH"

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Runs a step under a heading and says how long it took; hands back the step's exit code.
phase() {
  local title=$1 start=$SECONDS code=0
  shift
  printf '\n== %s\n' "$title"
  "$@" || code=$?
  printf -- '-- %s: %s after %d s\n' "$title" "$([ $code = 0 ] && echo ok || echo "failed ($code)")" $((SECONDS - start))
  return $code
}

# The folder of PostgreSQL 15's programs, or nothing.
postgres_bin() {
  local dir
  for dir in /usr/lib/postgresql/15/bin /usr/pgsql-15/bin /opt/homebrew/opt/postgresql@15/bin "$(dirname "$(command -v initdb || echo /none/x)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && "$dir/initdb" --version | grep -q ' 15[.]'; then
      say "$dir"
      return
    fi
  done
}

# The browser the tests drive, or nothing. TANDEM_CHROMIUM names another one.
chromium_bin() {
  command -v "${TANDEM_CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome || true
}
