"""French as job seekers write it becomes tokens, the same when indexing and when querying."""

import csv
import hashlib
import sys
import threading
from importlib.metadata import version

import pytest

from search.analysis import ROOTS, analyse, fingerprint, stem, words

from .test_site import ROOT


@pytest.mark.parametrize(
    "forms",
    [
        "développeur développeuse développeurs DÉVELOPPEUSES developpeur",
        "développeur développeur·se développeur.euse développeur(se) développeur-euse",
        "chef cheffe chefs Chef.fe chef(fe) chef-fe cheffe·s",
        "administrateur administratrice administrateur-trice Administrateur·rice·s",
        "ingénieur ingénieure INGENIEUR ingénieur·e ingénieur(e) l’ingénieur d'ingénieure",
        "technicien technicienne TECHNICIEN.NE technicien-ne",
        "conseiller conseillère",
        "chargé chargée chargé-e chargé(e)",
        "réseau réseaux RESEAUX",
        "œuvre oeuvre",
        "donnée données",
        "C++ c++",
        "C# c#",
        ".NET .net dotnet",
        "Node.js node.js nodejs NodeJS",
    ],
)
def test_forms_of_a_word_are_one_token(forms):
    assert len({tuple(analyse(form)) for form in forms.split()}) == 1, [(f, analyse(f)) for f in forms.split()]


@pytest.mark.parametrize(
    ("one", "other"),
    [("C", "C++"), ("C", "C#"), ("C", "R"), ("java", "javascript"), ("réseau", "réussite"), (".NET", "internet")],
)
def test_what_differs_stays_apart(one, other):
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Chef de projet (H/F)", ["chef", "projet"]),
        ("Développeuse / Développeur F/H", ["developpeur", "developpeur"]),
        ("l’intelligence artificielle", ["intelligent", "artificiel"]),
        ("", []),
        ("« … » !!", []),
        ("de la des", []),
        ("🚀 \x00 \u202e", []),
    ],
)
def test_analysis_keeps_what_means_something(text, tokens):
    assert analyse(text) == tokens


@pytest.mark.parametrize(
    ("forms", "root"),
    [
        ("chef chefs cheffe cheffes", "chef"),
        ("acteur acteurs actrice actrices", "acteur"),
        ("vendeur vendeurs vendeuse vendeuses", "vendeur"),
        ("ingenieur ingenieurs ingenieure ingenieures", "ingenieur"),
        ("technicien techniciens technicienne techniciennes", "technicien"),
        ("doyen doyens doyenne doyennes", "doyen"),
        ("ouvrier ouvriers ouvriere ouvrieres", "ouvri"),
        ("conseiller conseillere conseilleres", "conseiller"),
        ("charge charges chargee chargees", "charg"),
        ("vue vues", "vu"),
        ("js", "js"),
        ("c", "c"),
        ("r", "r"),
    ],
)
def test_feminine_and_plural_of_people_have_one_root(forms, root):
    assert {stem(form) for form in forms.split()} == {root}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("administrateur", "administration"),
        ("administrateur", "administratif"),
        ("administration", "administratif"),
        ("application", "appliqué"),
        ("assistante", "assistance"),
        ("base", "bas"),
        ("bac", "baci"),
        ("communication", "commune"),
        ("communications", "communs"),
        ("conseiller", "conseil"),
        ("consultante", "consultation"),
        ("Cour", "cours"),
        ("data", "date"),
        ("département", "départ"),
        ("direction", "direct"),
        ("données", "donner"),
        ("données", "dons"),
        ("équipement", "équipe"),
        ("fonctionnaire", "fonctionnel"),
        ("fonctionnement", "fonction"),
        ("formation", "format"),
        ("française", "franc"),
        ("génie", "gens"),
        ("logement", "logs"),
        ("maintenance", "maintenant"),
        ("opératrice", "opération"),
        ("organisme", "organisation"),
        ("organisme", "organique"),
        ("product", "production"),
        ("programmation", "programme"),
        ("publication", "publique"),
        ("référence", "référent"),
        ("utilisatrice", "utilisation"),
        ("moa", "moe"),
        ("amoa", "moa"),
    ],
)
def test_words_that_people_part_have_roots_apart(one, other):
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize(
    "forms",
    [
        "administrateur administratrices administrer administrator",
        "agile agilité agiles",
        "application applicatif applications",
        "base bases",
        "commune communes",
        "communication communications",
        "conseiller conseillères",
        "consultante consultants",
        "département départements départementale",
        "direction directions",
        "directeur directrice directeurs",
        "donnée données",
        "équipe équipes",
        "formation formations",
        "formateur formatrices",
        "opérateur opératrices",
        "organisme organismes",
        "organisation organisations",
        "programme programmes",
        "public publique publics publiques",
        "radio radios",
        "serveur servers",
        "utilisatrice utilisateurs",
    ],
)
def test_forms_of_a_word_with_a_root_of_its_own_stay_together(forms):
    assert len({tuple(analyse(form)) for form in forms.split()}) == 1


def test_word_has_one_root():
    lines = (ROOT / "search" / "donnees" / "racines.txt").read_text(encoding="utf-8").splitlines()
    listed = [word for line in lines if not line.startswith("#") for word in line.partition(":")[2].split()]
    assert sorted(listed) == sorted(ROOTS)


@pytest.mark.parametrize("word", ["fee", "idee", "annee"])
def test_word_that_ends_like_a_feminine_without_being_one_keeps_its_root(word):
    assert stem(word) not in ("f", "")


def test_single_letters_are_noise_but_for_those_of_a_language():
    assert words("langages C et R, vitamine D, plan B") == ["langages", "c", "r", "vitamine", "plan"]
    assert words("experte UX, JS et IA") == ["experte", "ux", "js", "ia"]


@pytest.mark.parametrize("text", ["ci/cd", "CI / CD", "ci /cd"])
def test_ci_cd_is_one_word(text):
    assert words(text) == ["cicd"]


def test_fingerprint_is_that_of_one_analysis():
    """Another code, other stop words, other roots or another stemmer are another analysis: the index is built again."""
    files = ("analysis.py", "documents.py", "donnees/mots_vides.txt", "donnees/racines.txt")
    contents = [version("snowballstemmer").encode(), *((ROOT / "search" / name).read_bytes() for name in files)]
    assert fingerprint() == fingerprint.__wrapped__() == hashlib.sha256(b"".join(contents)).hexdigest()


with (ROOT / "referentiels" / "donnees" / "communes.csv").open(encoding="utf-8") as file:
    NAMES = sorted({word for row in csv.reader(file) for value in row for word in words(value)})[:6000]


def test_threads_at_once_find_the_roots_that_one_thread_finds():
    """A stemmer shared by threads gave 441 wrong roots of 29,928, and IndexErrors."""
    alone = [stem.__wrapped__(word) for word in NAMES]
    start, together, interval = threading.Barrier(8), {}, sys.getswitchinterval()

    def analyse_all(number: int) -> None:
        start.wait()
        together[number] = [stem.__wrapped__(word) for word in NAMES]

    threads = [threading.Thread(target=analyse_all, args=[number]) for number in range(8)]
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert [number for number in range(8) if together.get(number) != alone] == []
