"""The words by which visitors say a place, and those beside which a name or a number is none: folded phrases."""

_AREAS: list[tuple[str, str, str]] = [
    ("region", "11", "idf|région parisienne"),
    ("region", "93", "paca|région sud"),
    ("region", "04", "réunion|île de la réunion"),
    ("region", "01 02 03 04 06", "outre-mer|outremer|drom|dom-tom"),
    ("region", "75 76", "sud-ouest"),
    ("region", "52 53", "grand ouest"),
    ("region", "99", "étranger|à l’étranger|hors de france|hors france"),
    ("departement", "67 68", "alsace"),
    ("departement", "06 83", "côte d’azur"),
    ("departement", "24 33 40 47 64", "aquitaine"),
    ("departement", "03 15 43 63", "auvergne"),
    ("departement", "21 58 71 89", "bourgogne"),
    ("departement", "08 10 51 52", "champagne-ardenne|champagne-ardennes"),
    ("departement", "25 39 70 90", "franche-comté"),
    ("departement", "11 30 34 48 66", "languedoc-roussillon"),
    ("departement", "19 23 87", "limousin"),
    ("departement", "54 55 57 88", "lorraine"),
    ("departement", "09 12 31 32 46 65 81 82", "midi-pyrénées"),
    ("departement", "59 62", "nord-pas-de-calais"),
    ("departement", "02 60 80", "picardie"),
    ("departement", "16 17 79 86", "poitou-charentes"),
    ("departement", "01 07 26 38 42 69 73 74", "rhône-alpes"),
]
AREAS = [(name, tuple(codes.split()), phrases.split("|")) for name, codes, phrases in _AREAS]
"""Filter, values and the phrases that mean them: areas by another name than their own, and former regions."""

SHORT_NAMES = {
    "aix": "aix en provence",
    "asnieres": "asnieres sur seine",
    "issy": "issy les moulineaux",
    "la defense": "puteaux",
    "levallois": "levallois perret",
    "neuilly": "neuilly sur seine",
    "noisy": "noisy le grand",
    "vitry": "vitry sur seine",
}
"""What people call a commune, or a district that lies in it, with its folded name."""

EVERYWHERE = [
    "partout",
    "n’importe où",
    "france entière",
    "toute la france",
    "partout en france",
    "dans toute la france",
]
"""They ask for no place."""

TO_A_COMMUNE = frozenset(["a", "pres de", "proche de", "autour de", "vers", "ville de", "pres d", "region de"])
TO_A_PLACE = TO_A_COMMUNE | {
    "en",
    "dans le",
    "dans la",
    "dans les",
    "dans l",
    "region",
    "departement de",
    "departement du",
    "departement",
}
TO_A_DEPARTEMENT = frozenset(["dans le", "dans l", "departement", "le", "dept", "dep", "dpt"])
"""Before the name of a commune; of a region or a département; before the number of a département."""

NO_PLACES = frozenset(
    [
        "plaisir",
        "orange",
        "croix",
        "sens",
        "fontaine",
        "gap",
        "dole",
        "bruges",
        "nord",
        "manche",
        "cher",
        "somme",
        "lot",
        "var",
        "creuse",
        "marne",
        "ain",
        "landes",
        "centre",
        "grand",
        "est",
        "la defense",
        "la reunion",
        "reunion",
        "etranger",
    ]
)
"""Names of places that are words first: they are places only after one of `TO_A_PLACE`; an area, alone too."""

UNITS = frozenset(["ans", "an", "mois", "jours", "jour", "km", "kilometres", "h", "heures", "postes"])
"""A number before one of them is no arrondissement."""

LEAST_BARE_NUMBER = 30
"""At the end of a query, a number of two digits from here on is a département: versions (« java 17 ») are lower."""
NUMBERED = frozenset(
    [
        "windows",
        "office",
        "fortran",
        "cobol",
        "c",
        "c++",
        "iso",
        "article",
        "bac",
        "ecole",
        "niveau",
        "lot",
        "sprint",
        "http",
    ]
)
"""After these, a number is none of a département."""
