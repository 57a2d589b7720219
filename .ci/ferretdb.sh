#!/bin/sh
# Runs the store's and the queue's tests against FerretDB v1 (SQLite backend): an independent server that speaks
# MongoDB's protocol, as a judge of our own. Built once with Go into a cache. Skips, with one line, where Go or the
# module cannot be had.
set -eu
cd "$(dirname "$0")/.."

VERSION=v1.24.2
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/frontdesk"
SERVER="$CACHE/ferretdb-$VERSION"

skip() {
  echo "FerretDB: skipped, $1"
  exit 0
}

if [ ! -x "$SERVER" ]; then
  command -v go >/dev/null 2>&1 || skip "Go is not installed"
  mkdir -p "$CACHE"
  BUILD=$(mktemp -d)
  trap 'rm -rf "$BUILD"' EXIT
  cat >"$BUILD/main.go" <<'GO'
// FerretDB as a library: its own command wants files that its releases carry and its module does not.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: os.Args[1]},
		Handler:   "sqlite",
		SQLiteURL: os.Args[2],
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := server.Run(ctx); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}
GO
  (
    cd "$BUILD"
    export GOFLAGS=-mod=mod CGO_ENABLED=0 GO111MODULE=on
    go mod init frontdesk.local/ferretdb >init.log 2>&1 &&
      go get "github.com/FerretDB/FerretDB/ferretdb@$VERSION" >get.log 2>&1 &&
      go build -o "$BUILD/ferretdb" . >build.log 2>&1
  ) || skip "the module $VERSION could not be fetched or built: $(cat "$BUILD"/*.log 2>/dev/null | tail -n 1)"
  mv "$BUILD/ferretdb" "$SERVER.$$" && mv "$SERVER.$$" "$SERVER"
  rm -rf "$BUILD"
  trap - EXIT
fi

DATA=$(mktemp -d)
PORT=$(node -e "const s=require('node:net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})")
mkdir "$DATA/sqlite"
"$SERVER" "127.0.0.1:$PORT" "file:$DATA/sqlite/" >"$DATA/server.log" 2>&1 &
PID=$!
trap 'kill "$PID" 2>/dev/null || true; wait "$PID" 2>/dev/null || true; rm -rf "$DATA"' EXIT
trap 'exit 130' INT TERM

TRIES=0
until node -e "require('node:net').connect($PORT,'127.0.0.1').on('connect',()=>process.exit(0)).on('error',()=>process.exit(1))"; do
  TRIES=$((TRIES + 1))
  if [ "$TRIES" -gt 50 ] || ! kill -0 "$PID" 2>/dev/null; then
    tail -n 5 "$DATA/server.log" >&2
    echo "FerretDB did not start" >&2
    exit 1
  fi
  sleep 0.2
done

echo "FerretDB $VERSION answers on 127.0.0.1:$PORT"
MONGODB_URI="mongodb://127.0.0.1:$PORT/" npm test -- core/store core/jobs
