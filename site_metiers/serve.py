"""Web server, background worker and scheduler under one small supervisor: `python -m site_metiers.serve`.

One signal (Ctrl-C or SIGTERM) stops all of them; none outlives the supervisor. A worker or scheduler that ends by
itself is started again; the web server ending ends everything, with its code.
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

ESSENTIAL = "serveur"
RESTART_AFTER = 5.0
"""Seconds before what ended by itself is started again."""
GRACE = 10.0
"""Seconds to end in peace, after the signal to do so."""
PR_SET_PDEATHSIG = 1


def commands(*, host: str, port: int, workers: int, threads: int) -> dict[str, list[str]]:
    python, manage = sys.executable, [sys.executable, "manage.py"]
    granian = [python, "-m", "granian", "--interface", "wsgi", "--log-level", "warning", "--host", host]
    granian += ["--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)]
    return {
        ESSENTIAL: [*granian, "--backpressure", "256", "site_metiers.wsgi:application"],
        "tâches de fond": [*manage, "db_worker", "-v", "0"],
        "horloge": [*manage, "scheduler"],
    }


def _die_with_parent() -> None:
    """Linux ends the child when the supervisor is killed without a chance to say so; elsewhere nothing is promised."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603


def supervise(wanted: dict[str, list[str]]) -> int:
    """Run `wanted` until a signal, or until the essential one ends; its exit code, 0 after a signal."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    running = {name: _start(command) for name, command in wanted.items()}
    ended: dict[str, float] = {}
    try:
        while not stop.wait(0.2):
            for name, process in running.items():
                code = process.poll()
                if code is None:
                    continue
                if name == ESSENTIAL:
                    print(f"Le {name} s’est arrêté (code {code}).", file=sys.stderr)
                    return code or 1
                if name not in ended:
                    ended[name] = time.monotonic()
                    print(f"« {name} » s’est arrêté (code {code}) : redémarrage.", file=sys.stderr)
                elif time.monotonic() - ended[name] > RESTART_AFTER:
                    del ended[name]
                    running[name] = _start(wanted[name])
        return 0
    finally:
        _stop(list(running.values()))


def _stop(processes: list[subprocess.Popen]) -> None:
    """End them all, the whole group of each: first asked to, then made to."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m site_metiers.serve", description=__doc__)
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_CONCURRENCY", "1")))
    parser.add_argument("--threads", type=int, default=int(os.environ.get("WEB_THREADS", "2")))
    return supervise(commands(**vars(parser.parse_args())))


if __name__ == "__main__":
    sys.exit(main())
