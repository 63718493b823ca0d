"""What machines ask and bring, on a demonstration: the API beside a page, an import of 180,000 rows."""

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from load import measure

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 180_000
MOST_SECONDS, MOST_MEGABYTES = 60, 300
READS = {
    "offres": "/api/v2/offres/",
    "offres filtrées": "/api/v2/offres/?categorie=A&versant=FPE&region=11&taille=20",
    "vingt vitrines entières": "/api/v2/pages/?type=vitrines.VitrinePage&fields=*",
    "entités": "/api/v2/entites/",
    "flux RSS": "/emplois/flux.rss",
}
ROUNDS = 3


def api(port: int, say) -> None:
    """Requests a second of the API, which no page cache answers, as shares of those of a page without its cache."""
    print("\nAPI, sans cache : requêtes par seconde, en part de la page /emplois/ sans cache")
    for label, path in READS.items():
        turns = [(measure(port, path), measure(port, "/emplois/")) for _ in range(ROUNDS)]
        ours, page = (
            statistics.median(load.requests_per_second for load in column) for column in zip(*turns, strict=True)
        )
        p99 = statistics.median(load.p99_ms for load, _page in turns)
        say(label, f"{ours / page:.1f} ({ours:.0f}/s, p99 {p99:.0f} ms)")


def imports(environment: dict[str, str], folder: str, say) -> None:
    """The open data's whole file, twice: seconds and peak memory of each run."""
    print(f"\nImport de {ROWS} lignes des données ouvertes (SQLite)")
    path = Path(folder) / "offres.csv"
    generate = f"from tests.echanges.csp_csv import file; import sys; sys.stdout.buffer.write(file({ROWS}, 7))"
    with path.open("wb") as file:
        command = [sys.executable, "-c", f"import django; django.setup(); {generate}"]
        subprocess.run(command, cwd=ROOT, env=environment, stdout=file, check=True)
    for label in ("premier passage", "second passage, qui n’écrit rien"):
        seconds, megabytes, told = _run(environment, str(path))
        held = seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
        counts = {name: int(count) for name, count in re.findall(r"^(\w+) : (\d+)$", told, re.M)}
        written = counts["creees"] + counts["modifiees"]
        value = f"{seconds:.1f} s, {megabytes:.0f} Mo, {written} écrites"
        say(label, value, held=held and (label == "premier passage" or written == 0), budget="60 s, 300 Mo")


def _run(environment: dict[str, str], path: str) -> tuple[float, float, str]:
    """Seconds, peak megabytes and output of one run, in a process of its own that a small one starts and measures."""
    code = (
        "import resource, subprocess, sys; "
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True); "
        "sys.stderr.write(done.stderr); print(done.stdout); "
        "print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
    )
    command = [sys.executable, "-c", code, sys.executable, "manage.py", "import_csp", path, "--force"]
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    seconds = time.monotonic() - start
    peak = int(re.search(r"^peak (\d+)$", done.stdout, re.M)[1])
    return seconds, peak / 1000, done.stdout
