"""Print how well the search answers the judged queries: `python -m tests.judged`. 1 where another one does better.

Over the public offers of the database that the environment names. With `--load`, over the demonstration and then over
5,000 imported offers too, both loaded into this database, which must be empty. With `--worst N`, also the N queries of
each kind that the site answers worst.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Once Django is set up.

from emplois.browsing.offer_index import offer_index  # noqa: E402

from . import imported  # noqa: E402
from .judging import KINDS, SITE, behind, by_kind, judgements  # noqa: E402


def report(worst: int) -> bool:
    """Print the table by kind. Returns whether the site is ahead in every kind."""
    judged = judgements()
    scores = by_kind(judged)
    names = list(next(iter(scores.values())))
    print("| recherches | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for kind, score in scores.items():
        cells = [f"{one.ndcg:.2f} · {one.recall:.2f} · {one.empty:.0%}".replace(".", ",") for one in score.values()]
        print(f"| {KINDS[kind]} ({score[SITE].count}) | " + " | ".join(cells) + " |")
    for kind in scores if worst else ():
        ours = [one for one in judged if (one.kind, one.engine) == (kind, SITE)]
        for one in sorted(ours, key=lambda one: one.ndcg)[:worst]:
            print(f"{KINDS[kind]}\t{one.query}\t{one.ndcg:.2f}\t{one.recall}")
    late = behind(scores)
    print("".join(f"DERRIÈRE : {line}\n" for line in late))
    return not late


def load_and_report(worst: int) -> bool:
    """Like `report()`, over the demonstration, then with the imported offers."""
    call_command("prepare_demo")
    print("\nRecherches jugées, sur la démonstration : nDCG@10 · rappel@50 · part de réponses vides")
    ahead = report(worst)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offres.csv"
        path.write_bytes(imported.file())
        call_command("import_csp", str(path), force=True, verbosity=0)
    offer_index.forget()
    print(f"Les mêmes, avec {imported.COUNT} intitulés importés")
    return report(worst) and ahead


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--worst", type=int, default=0)
    asked = parser.parse_args()
    sys.exit(not (load_and_report if asked.load else report)(asked.worst))
