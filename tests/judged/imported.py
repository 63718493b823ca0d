"""5,000 offers to import, with what the real open data has of each: a title, a métier, places and codes, no texts.

The titles are those of a State forum and the names of the reference métiers in ROME, in ESCO and in speech.
"""

import csv
import io
import random
import re
from collections.abc import Iterator

from core.text import fold
from echanges.csp.cards import NO_END
from home.demonstration import source_files as demonstration
from referentiels.loading import rows as reference_rows
from referentiels.models import Metier
from tests.echanges import csp_csv

COUNT = 5_000
CONTRACTS = ["", "CDI", "CDI", "CDD d'1 an", "CDD de 3 ans", "Emploi permanent", "Contrat d'apprentissage", "Stage"]


def titles() -> list[tuple[str, str]]:
    """Each title with the name of its métier."""
    kinds, names = demonstration.texts("offres")["kinds"], dict(Metier.objects.values_list("slug", "name"))
    seen = [row["intitule"] for row in demonstration.rows("intitules_2021.csv")]
    forum = [
        (title, names[next(kind for kind in kinds if re.search(kind["pattern"], fold(title)))["metier"]])
        for title in seen
    ]
    named = [(row["libelle"], row["metier"]) for row in reference_rows("metiers_correspondances.csv") if row["libelle"]]
    return forum + named


def rows() -> Iterator[list[str]]:
    """The rows of an offer each, still open; see `tests.echanges.csp_csv` for what is in them."""
    chance, known = random.Random(COUNT), titles()  # noqa: S311  the same file again
    cell = {name: place for place, name in enumerate(csp_csv.COLUMNS)}
    for row in csp_csv.rows(COUNT, seed=3, digital_share=1):
        title, metier = chance.choice(known)
        row = row + [""] * (len(csp_csv.COLUMNS) - len(row))
        row[cell["Intitulé du poste"]] = title.upper() if chance.random() < 0.1 else title
        row[cell["Métier"]] = metier
        row[cell["Nature de contrat"]] = chance.choice(CONTRACTS)
        row[cell["Date de fin de publication par défaut"]] = f"{NO_END:%d/%m/%Y}"
        yield row


def file() -> bytes:
    """The bytes of such a file."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(csp_csv.COLUMNS)
    writer.writerows(rows())
    return written.getvalue().encode()
