"""The words by which visitors say a filter: folded phrases (see `core.text.fold`), with the filter and its values.

A phrase of `WORDS_ALL_THE_SAME` is searched as words though it contains one of them.
"""

from core.french import NUMBERS
from emplois.enums import (
    Categorie,
    Contrat,
    Experience,
    Management,
    NiveauDiplome,
    Teletravail,
    TempsDeTravail,
    Versant,
)
from emplois.fields import WORKING_DAYS

Meaning = tuple[str, tuple[str, ...]]

_REMOTE = (Teletravail.PARTIEL, Teletravail.TOTAL)
_SEASONED = (Experience.CONFIRME, Experience.EXPERT)

_SAID: list[tuple[str, tuple[str, ...], str]] = [
    ("contrat", (Contrat.CDI,), "cdi|contrat à durée indéterminée|en cdi"),
    ("contrat", (Contrat.CDD,), "cdd|contrat à durée déterminée|en cdd|fixed term"),
    (
        "contrat",
        (Contrat.CDI, Contrat.PERMANENT),
        "emploi stable|poste stable|emploi pérenne|poste pérenne|permanent contract",
    ),
    (
        "contrat",
        (Contrat.APPRENTISSAGE,),
        "alternance|en alternance|alternant|alternante|apprentissage|en apprentissage|apprenti|apprentie"
        "|contrat d’apprentissage|contrat d’alternance|apprenticeship|apprentice",
    ),
    ("contrat", (Contrat.STAGE,), "stage|stages|stagiaire|en stage|stage de fin d’études|stage étudiant|internship"),
    ("contrat", (Contrat.VACATION,), "vacation|vacations|vacataire"),
    ("contrat", (Contrat.PERMANENT,), "emploi permanent|poste permanent"),
    ("contrat", (Contrat.VIA,), "volontariat international"),
    (
        "ouvert_aux",
        ("contractuels",),
        "contractuel|contractuelle|contractuels|contractuelles|non titulaire|non titulaires|non fonctionnaire"
        "|sans être fonctionnaire|sans concours|sans passer de concours|ouvert aux contractuels"
        "|ouverts aux contractuels|ouverte aux contractuels|ouvertes aux contractuels",
    ),
    ("ouvert_aux", ("titulaires",), "titulaire|titulaires|fonctionnaire|fonctionnaires|agent titulaire"),
    (
        "teletravail",
        _REMOTE,
        "télétravail|remote|à distance|travail à distance|télétravailler|distanciel|en télétravail|home office"
        "|télé travail|remote work|work from home",
    ),
    (
        "teletravail",
        (Teletravail.TOTAL,),
        "full remote|100 télétravail|100 remote|télétravail total|télétravail complet|télétravail à 100"
        "|en télétravail complet|en télétravail total"
        "|100 à distance|100 en télétravail",
    ),
    ("teletravail", (Teletravail.PARTIEL,), "hybride|télétravail partiel"),
    (
        "teletravail",
        (Teletravail.SUR_SITE,),
        "sur site|présentiel|en présentiel|sans télétravail|pas de télétravail",
    ),
    (
        "experience",
        (Experience.DEBUTANT,),
        "débutant|débutante|débutants|débutant accepté|junior|juniors|sans expérience|pas d’expérience|premier emploi"
        "|premier poste"
        "|entry level|jeune diplômé|jeune diplômée|jeunes diplômés|première expérience",
    ),
    ("experience", (Experience.CONFIRME,), "confirmé|confirmée"),
    ("experience", _SEASONED, "senior|seniors|expérimenté|expérimentée"),
    ("categorie", (Categorie.A, Categorie.APLUS), "catégorie a|cat a|cat. a"),
    ("categorie", (Categorie.APLUS,), "catégorie a+|cat a+|cat. a+"),
    ("categorie", (Categorie.B,), "catégorie b|cat b|cat. b"),
    ("categorie", (Categorie.C,), "catégorie c|cat c|cat. c"),
    ("categorie", (Categorie.HORS_CATEGORIE,), "hors catégorie"),
    ("temps", (TempsDeTravail.TEMPS_PARTIEL,), "temps partiel|à temps partiel|mi-temps|à mi-temps|part time"),
    ("temps", (TempsDeTravail.TEMPS_PLEIN,), "temps plein|à temps plein|temps complet|à temps complet|full time"),
    ("versant", (Versant.FPE,), "fpe|fonction publique d’état|fonction publique de l’état"),
    ("versant", (Versant.FPT,), "fpt|fonction publique territoriale|territoriale|dans la territoriale"),
    ("versant", (Versant.FPH,), "fph|fonction publique hospitalière"),
    (
        "management",
        (Management.AVEC,),
        "management|encadrement|manager|manageur|manageuse|encadrant|encadrante|management d’équipe"
        "|management d’équipes"
        "|encadrement d’équipe|encadrement d’équipes|avec management|avec encadrement|poste d’encadrement"
        "|encadrer|encadrer une équipe"
        "|manager une équipe|diriger une équipe|gérer une équipe|team leader|team manager",
    ),
    ("management", (Management.SANS,), "sans management|sans encadrement|pas de management|pas d’encadrement"),
    (
        "sauf",
        tuple(f"diplome:{level}" for level in NiveauDiplome if level >= NiveauDiplome.CAP),
        "sans diplôme|pas de diplôme|aucun diplôme|sans aucun diplôme",
    ),
    ("publiee_depuis", ("1",), "aujourd’hui"),
    ("publiee_depuis", ("7",), "cette semaine|depuis une semaine"),
    ("publiee_depuis", ("30",), "ce mois|ce mois-ci|depuis un mois"),
]
_SAID += [
    (
        "teletravail_jours",
        tuple(str(days) for days in range(least, WORKING_DAYS + 1)),
        "|".join(
            f"{number} jour{s} {words}"
            for number, s in ((least, "s" * (least > 1)), (NUMBERS[least], "s" * (least > 1)))
            for words in ("de télétravail", "télétravail", "de télétravail par semaine", "télétravail par semaine")
        )
        + f"|télétravail {least} jour{'s' * (least > 1)}|télétravail {least} jour{'s' * (least > 1)} par semaine",
    )
    for least in range(1, WORKING_DAYS + 1)
]
SAID = [(name, tuple(map(str, codes)), phrases.split("|")) for name, codes, phrases in _SAID]
"""Filter, values and the phrases that mean them."""

WORDS_ALL_THE_SAME = [
    "apprentissage automatique",
    "apprentissage profond",
    "apprentissage machine",
    "apprentissage par renforcement",
    "maître d’apprentissage",
    "maîtresse d’apprentissage",
    "centre d’apprentissage",
    "contrat de maintenance",
    "gestion des stages",
    "responsable des stages",
    "bureau des stages",
    "maître de stage",
    "formation à distance",
    "enseignement à distance",
    "assistance à distance",
    "support à distance",
    "maintenance à distance",
    "prise en main à distance",
    "cours à distance",
    "accès à distance",
    "remote access",
    "remote desktop",
    "cloud hybride",
    "hybride cloud",
    "architecture hybride",
    "infrastructure hybride",
    "véhicule hybride",
    "recrutement sans concours",
    "administration territoriale",
    "direction territoriale",
    "organisation territoriale",
    "cohésion territoriale",
    "collectivité territoriale",
    "intelligence territoriale",
    "gestion des contractuels",
    "recrutement des contractuels",
    "droit des contractuels",
    "carrière des fonctionnaires",
    "gestion des fonctionnaires",
    "retraite des fonctionnaires",
    "gestion du télétravail",
    "déploiement du télétravail",
    "accompagnement des apprentis",
    "plateforme de l’apprentissage",
    "gestion de l’apprentissage",
    "français de l’étranger",
    "français à l’étranger",
    "françaises à l’étranger",
    "enseignement à l’étranger",
    "enseignement français à l’étranger",
    "réseau à l’étranger",
    "sans fil",
    "sans contact",
    "sans serveur",
    "sans couture",
    "sans papier",
    "sans abri",
    "sans frontières",
    "sans faute",
    "sans formation",
    "hors ligne",
    "hors classe",
    "hors site",
    "hors sol",
    "hors norme",
    "pas à pas",
]
"""What visitors write of the work itself: « cloud hybride » is no hybrid télétravail."""

SAID_LAST: dict[str, Meaning] = dict.fromkeys(("expert", "experte"), ("experience", (Experience.EXPERT,)))
"""They mean a filter only after all the rest: « architecte expert », but « expert sécurité » is a job."""

FIELDS_OF_MANAGEMENT = frozenset(
    [
        "account",
        "change",
        "community",
        "data",
        "database",
        "delivery",
        "document",
        "incident",
        "information",
        "it",
        "knowledge",
        "network",
        "office",
        "performance",
        "problem",
        "process",
        "product",
        "program",
        "project",
        "quality",
        "release",
        "risk",
        "security",
        "service",
        "supply",
        "system",
        "test",
        "transition",
    ]
)
"""Before « management » or « manager », they make the name of a trade: « product manager » need not lead a team."""
ABOUT = frozenset(["de", "d", "du", "des", "visuel", "agile", "durable"])
"""After « management » or « encadrement », they say of what: « management de projet » is no team."""

ASKS_NOTHING = [
    "auriez vous",
    "avez vous",
    "bien payé",
    "bien rémunéré",
    "bonjour",
    "bonsoir",
    "combien gagne",
    "comment",
    "devenir",
    "en reconversion",
    "en tant que",
    "est-ce que",
    "existe-t-il",
    "j’aimerais",
    "je suis",
    "merci",
    "où travailler",
    "peut-on",
    "pourquoi",
    "près de chez moi",
    "près de chez nous",
    "puis-je",
    "que faire",
    "que faire après",
    "quel",
    "quel est",
    "quel métier",
    "quels métiers",
    "quel salaire",
    "quelle",
    "quelles",
    "quelles sont",
    "quels",
    "quels sont",
    "reconversion",
    "recrute",
    "recrutent",
    "recrutez",
    "recrutez vous",
    "s’il vous plaît",
    "svp",
    "y a-t-il",
]
"""What surrounds a search in a sentence or a question, and asks for no offer."""

FILLERS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "chez",
        "cherche",
        "dans",
        "de",
        "des",
        "du",
        "d",
        "en",
        "et",
        "emploi",
        "emplois",
        "je",
        "mais",
        "ne",
        "veux",
        "voudrais",
        "souhaite",
        "job",
        "jobs",
        "l",
        "la",
        "le",
        "les",
        "offre",
        "offres",
        "ou",
        "poste",
        "postes",
        "pour",
        "pres",
        "proche",
        "recherche",
        "recrutement",
        "region",
        "sur",
        "travail",
        "travailler",
        "un",
        "une",
        "vers",
        "contrat",
        "est",
        "france",
        "salaire",
        "minimum",
        "demande",
        "demandee",
        "exigee",
        "requise",
        "avez",
        "ce",
        "ces",
        "il",
        "ils",
        "informaticien",
        "informaticienne",
        "informatique",
        "it",
        "j",
        "m",
        "me",
        "mes",
        "moi",
        "mon",
        "ma",
        "notre",
        "nous",
        "numerique",
        "on",
        "peut",
        "que",
        "qui",
        "suis",
        "t",
        "votre",
        "vos",
        "vous",
        "y",
    ]
)
"""Alone beside a filter, they are not searched: all the offers are about « informatique »."""
