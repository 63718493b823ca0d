"""Run Python in a database of its own on the PostgreSQL server that DATABASE_URL names, dropped afterwards."""

import os
import subprocess
import sys
from urllib.parse import quote

import psycopg
from psycopg import sql

NAME = f"bench_des_offres_{os.getpid()}"


def run(server: str, arguments: list[str]) -> int:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        info = connection.info
        host, password = quote(info.host, safe=""), f":{info.password}" if info.password else ""
        url = f"postgres://{info.user}{password}@{host}:{info.port}/{NAME}"
        command = [sys.executable, *arguments]
        try:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


if __name__ == "__main__":
    sys.exit(run(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1), sys.argv[1:]))
