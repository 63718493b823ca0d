"""Web server, background worker and scheduler under one small supervisor: `python -m site_metiers.serve`.

One signal (Ctrl-C or SIGTERM) stops all processes; none outlives the supervisor. A process that exits is restarted,
after a pause that doubles each time it exits early. The server restarts its killed workers itself, and exits when they
die within seconds of each other; then it is restarted too. If the server exits with an error before it first accepted a
connection (a missing setting, a port in use), the supervisor stops everything and exits with the same code.
"""

import argparse
import contextlib
import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

ESSENTIAL = "serveur"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a process that exited is restarted."""
STEADY_AFTER = 60.0
"""Seconds of running that reset the pause."""
GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL."""
CONNECTIONS = 1024
"""Maximum open connections per web process, idle ones included; others wait in the listen queue."""
SPARE_THREADS = 16
PR_SET_PDEATHSIG = 1


def commands(*, host: str, port: int, workers: int, threads: int, waiting: int) -> dict[str, list[str]]:
    """Command lines by process name. The server also has threads for queued requests (core/admission.py)."""
    python, manage = sys.executable, [sys.executable, "manage.py"]
    granian = [python, "-m", "granian", "--interface", "wsgi", "--log-level", "error", "--host", host]
    granian += ["--port", str(port), "--workers", str(workers), "--backpressure", str(CONNECTIONS)]
    granian += ["--blocking-threads", str(threads + waiting + SPARE_THREADS), "--respawn-failed-workers"]
    return {
        ESSENTIAL: [*granian, "site_metiers.wsgi:application"],
        "tâches de fond": [*manage, "db_worker", "-v", "0"],
        "horloge": [*manage, "scheduler"],
    }


def _die_with_parent() -> None:
    """On Linux, have the kernel send SIGTERM to the child when the supervisor is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervised:
    """A process that runs, with its children, in its own process group. Starts on creation."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command = name, command
        self.pause = FIRST_PAUSE
        self.start()

    def start(self) -> None:
        self.restart_at: float | None = None
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  no thread yet
        )

    def restart_if_needed(self) -> None:
        """Restart the process if it has exited and its pause is over."""
        now = time.monotonic()
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.signal_group(signal.SIGKILL)  # Remaining children would still use its port.
                self.start()
        elif (code := self.process.poll()) is not None:
            if now - self.started_at > STEADY_AFTER:
                self.pause = FIRST_PAUSE
            print(f"« {self.name} » s’est arrêté (code {code}) : redémarrage.", file=sys.stderr, flush=True)
            self.signal_group(signal.SIGTERM)
            self.restart_at, self.pause = now + self.pause, min(self.pause * 2, LONGEST_PAUSE)

    def signal_group(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def supervise(wanted: dict[str, list[str]], address: tuple[str, int] | None = None) -> int:
    """Run the `wanted` commands until a signal, or until the server, at `address`, fails to start. Returns the code."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    running = [Supervised(name, command) for name, command in wanted.items()]
    has_answered = False
    try:
        while not stop.wait(0.2):
            for one in running:
                if one.name == ESSENTIAL and not has_answered:
                    if (code := one.process.poll() or 0) > 0:
                        print(f"Le {one.name} n’a pas pu démarrer (code {code}).", file=sys.stderr)
                        return code
                    has_answered = _accepts(address)
                one.restart_if_needed()
        return 0
    finally:
        _stop(running)


def _accepts(address: tuple[str, int] | None) -> bool:
    if address is None:
        return False
    try:
        socket.create_connection(address, timeout=0.2).close()
    except OSError:
        return False
    return True


def _stop(running: list[Supervised]) -> None:
    """Stop all processes and their groups: SIGTERM, then SIGKILL after `GRACE` seconds."""
    for one in running:
        if one.process.poll() is None:
            one.process.terminate()
    until = time.monotonic() + GRACE
    for one in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.process.wait(max(0.1, until - time.monotonic()))
        one.signal_group(signal.SIGKILL)
        one.process.wait()


def _open_more_files() -> None:
    """Raise the limit of open files for `CONNECTIONS` connections, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * CONNECTIONS
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def main() -> int:
    """Parse the command line and run the supervisor. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m site_metiers.serve", description=__doc__)
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_CONCURRENCY", "1")))
    parser.add_argument("--threads", type=int, default=int(os.environ.get("WEB_THREADS", "2")))
    parser.add_argument("--waiting", type=int, default=int(os.environ.get("WEB_WAITING", "32")))
    options = parser.parse_args()
    os.environ |= {"WEB_THREADS": str(options.threads), "WEB_WAITING": str(options.waiting)}
    _open_more_files()
    return supervise(commands(**vars(options)), (options.host, options.port))


if __name__ == "__main__":
    sys.exit(main())
