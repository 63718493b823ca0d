"""`make bench`: what the budgets promise, as ratios within one run, on a demonstration of its own.

Prints one line a figure, with its budget where there is one; exits with 1 when a budget is not held.
"""

import contextlib
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import machines
from load import measure

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = int(os.environ.get("BENCH_PORT", "8765"))
PAGES = ["/", "/emplois/", "/institutions/", "/institutions/services-du-premier-ministre/dinum/", "/metiers/"]
GRANIAN = ["granian", "--interface", "wsgi", "--log-level", "error", "--no-ws", "--port", "{port}"]
GUNICORN = ["gunicorn", "--log-level", "error", "-b", "127.0.0.1:{port}"]
SERVERS = {
    "granian, 1 fil": [*GRANIAN, "--blocking-threads", "1"],
    "granian, 2 fils": [*GRANIAN, "--blocking-threads", "2"],
    "granian, 50 fils": [*GRANIAN, "--blocking-threads", "50"],
    "gunicorn sync": GUNICORN,
    "gunicorn, 4 fils": [*GUNICORN, "-k", "gthread", "--threads", "4"],
}
CHOSEN = "granian, 50 fils"  # As site_metiers.serve starts it: two of them at a time in the application.
FONT = re.compile(r"fonts/[\w.-]+woff2")
ROUNDS = 3
failures: list[str] = []


def say(what: str, value: str, *, held: bool | None = None, budget: str = "") -> None:
    mark = {None: " ", True: "✓", False: "✗"}[held]
    print(f"{mark} {what:58} {value:>24}{f'   (budget : {budget})' if budget else ''}", flush=True)
    if held is False:
        failures.append(what)


@contextlib.contextmanager
def serving(server: str, application: str, environment: dict[str, str], *, port: int = PORT) -> Iterator[None]:
    """`application` on `server`, once it answers."""
    command = [sys.executable, "-m", *(part.format(port=port) for part in SERVERS[server]), application]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        for _ in range(150):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=5):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def fetch(path: str, encoding: str = "gzip") -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(f"http://localhost:{PORT}{path}", headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read(), dict(response.headers)


def compare_servers(environment: dict[str, str]) -> None:
    print("\nServeurs : une page sans cache, la même en cache (requêtes par seconde, p99)")
    for name in SERVERS:
        for label, seconds in (("sans cache", "0"), ("en cache", "300")):
            with serving(name, "site_metiers.wsgi:application", environment | {"PAGE_CACHE_SECONDS": seconds}):
                fetch(PAGES[1])
                load = measure(PORT, PAGES[1])
                say(f"{name}, {label}", f"{load.requests_per_second:.0f}/s, {load.p99_ms:.1f} ms")


def warm_pages(environment: dict[str, str]) -> None:
    """Both servers run at once and are asked in turn, so that a noisy machine is noisy for both."""
    print("\nPages publiques en cache, en part d’un « bonjour » de même taille sur le même serveur")
    for path in PAGES:
        with serving(CHOSEN, "site_metiers.wsgi:application", environment):
            size = str(len(fetch(path)[0]))
            bench = environment | {"HELLO_BYTES": size, "PYTHONPATH": str(ROOT / "tests" / "bench")}
            with serving(CHOSEN, "hello:application", bench, port=PORT + 1):
                turns = [(measure(PORT, path), measure(PORT + 1, "/")) for _ in range(ROUNDS)]
        ours, bare = (
            statistics.median(load.requests_per_second for load in column) for column in zip(*turns, strict=True)
        )
        say(path, f"{ours / bare:.2f} ({ours:.0f}/s)", held=ours >= bare / 2, budget="0,50")


def weigh_list(environment: dict[str, str]) -> None:
    print("\nPoids de /emplois/ pour un navigateur neuf (compressé)")
    with serving(CHOSEN, "site_metiers.wsgi:application", environment):
        page, _headers = fetch("/emplois/")
        html = gzip.decompress(page).decode()
        css = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
        scripts = re.findall(r'<script[^>]* src="([^"]+)"', html)
        fonts = {f"/static/site/{found}" for path in css for found in FONT.findall(fetch(path, "identity")[0].decode())}
        parts = {path: len(fetch(path, "br")[0]) for path in [*css, *scripts, *fonts]} | {"/emplois/": len(page)}
    for path, size in sorted(parts.items()):
        say(path, f"{size / 1000:.1f} Ko")
    total, script = sum(parts.values()), sum(parts[path] for path in scripts)
    say("total", f"{total / 1000:.0f} Ko", held=total <= 150_000, budget="150 Ko")
    say("dont JavaScript", f"{script / 1000:.0f} Ko", held=script <= 30_000, budget="30 Ko")
    say("requêtes, l’icône comprise", str(len(parts) + 1), held=len(parts) < 12, budget="12")


def judge_search(environment: dict[str, str]) -> None:
    print("\nRecherches jugées : nDCG@10 · rappel@50 · part de réponses vides", flush=True)
    judged = subprocess.run([sys.executable, "-m", "tests.judged"], cwd=ROOT, env=environment, check=False)
    say("devant les recherches simples", "", held=judged.returncode == 0, budget="en tout")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "site_metiers.settings.production",
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "SECRET_KEY": "bench-only-" + "0123456789abcdef" * 4,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "HTTPS": "0",
            "API_CALLS_A_MINUTE": "1000000000",
        }
        subprocess.run([sys.executable, "manage.py", "prepare_demo"], cwd=ROOT, env=environment, check=True)
        warm_pages(environment)
        weigh_list(environment)
        judge_search(environment)
        with serving(CHOSEN, "site_metiers.wsgi:application", environment | {"PAGE_CACHE_SECONDS": "0"}):
            machines.api(PORT, say)
        machines.imports(environment, folder, say)
        compare_servers(environment)
    if failures:
        print(f"\nBudgets non tenus : {', '.join(failures)}.", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
