"""The folded words by which visitors say that what follows is not wanted."""

NEGATIONS_OF_A_WORD = frozenset(
    ["pas", "pas de", "pas d", "pas du", "pas des", "sans", "sauf", "hors", "hors de", "hors d", "ni", "ni de", "ni d"]
)
NEGATIONS = NEGATIONS_OF_A_WORD | {
    "pas en",
    "pas un",
    "pas une",
    "sauf en",
    "en dehors de",
    "en dehors de la",
    "en dehors du",
    "hors de la",
    "hors du",
    "non",
    "aucun",
    "aucune",
}
"""What follows is not wanted. Before a word that no filter says, only those of `NEGATIONS_OF_A_WORD`."""

_STOPS = ("plus", "veux plus", "ne veux plus", "ne plus", "stop", "marre", "fini", "ras le bol", "quitter", "arreter")
_BARE = ("plus", "ne plus")
"""They need « de » or « du »: « Java et plus » refuses nothing."""
NEGATIONS_OF_A_SKILL = frozenset(
    f"{stop}{faire}{of}"
    for stop in _STOPS
    for faire in ("", " faire")
    for of in (" de", " du", " d", " le", "")
    if of or stop not in _BARE
)
"""Before a skill, they say that it is not wanted any more: « plus de Java ». Not so « plus de 45 k€ »."""

NO_NEGATION = frozenset(
    [
        "besoin",
        "cher",
        "encore",
        "exige",
        "forcement",
        "loin",
        "mal",
        "obligatoire",
        "que",
        "requis",
        "si",
        "tres",
        "trop",
    ]
)
"""After « pas », they say nothing of what is wanted: « pas trop loin »."""
