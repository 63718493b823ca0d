"""Ranks offers by the words of a query: BM25F with binary counts, over the public offers.

A word counts for its rarity (BM25's inverse document frequency) times the weight of the most relevant field that says
it; a synonym counts for a little less. The points of an offer are the sum over the words. They are whole numbers, so
that offers which say the same words in the same fields are equal, and a nearer or newer one comes first.

An entity's name is in all of its offers: a synonym that the name says counts only in their title and métier.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from math import log
from operator import or_
from pathlib import Path
from typing import NamedTuple

from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.text_search import NamedMetier, Said, Word

from . import metier_names
from .analysis import analyse, words
from .engines import LEVELS, at_level, engine
from .models import JOINT, OffreDocument
from .queries import Group, Groups, parse, skill_token
from .spelling import corrected

WEIGHTS = {1: 1.0, 2: 0.6, 3: 0.35, 4: 0.2}
"""What a word counts for at each level: title, métier, entity and profile, any text."""
WHERE = {
    1: "dans l’intitulé",
    2: "dans le métier",
    3: "dans l’entité, le lieu ou le profil",
    4: "dans le texte",
}
WHERE_ANOTHER = WHERE | {3: "dans le profil"}
"""For a synonym, which the name of the entity does not count for."""
NAMES_THE_METIER = "parmi les autres noms de son métier"
SYNONYM = 0.8
OF_THE_JOB = 2
"""The last level that tells the offers of one entity apart, whatever its name."""
SCALE = 1000
"""Points of a word that is in one offer out of e (2.7), in its title."""
OPTIONAL = frozenset((Path(__file__).parent / "donnees" / "mots_facultatifs.txt").read_text(encoding="utf-8").split())
"""Folded words that nearly every offer could say: beside another word, they rank offers and are not required."""
MOST_KEPT = 1000
"""Sets of offers that an index keeps; one takes 12 KB at 100,000 offers."""

Lookup = tuple[tuple[str, ...], int]
"""Tokens of which one is enough, and the level at which they are looked for."""


class Way(NamedTuple):
    """A way of saying a word."""

    weight: float
    lookup: Lookup
    where: str
    """French, for the visitor."""
    synonyms: tuple[str, ...] = ()
    """Their tokens; none when the word itself is said."""


class OffreSearch:
    """Implements `emplois.browsing.text_search.TextSearch`."""

    def words(self, text: str, index: OfferIndex) -> list[Word]:
        groups, displayed = parse(text)
        sets = _sets(index, [way.lookup for group in groups for way in _ways(group)])
        written = _written(text)
        required = required_groups(groups)
        found = [_word(group, index, sets, written, displayed) for group in groups]
        return [
            word if group in required else word._replace(members=index.everything, points=0)
            for group, word in zip(groups, found, strict=True)
        ]

    def metiers(self, text: str) -> list[NamedMetier]:
        groups, slugs = parse(text).groups, metier_names.slugs()
        named = list(dict.fromkeys(token for group in groups for token in group.metiers))
        return [NamedMetier(slugs[token], _without(text, groups, token)) for token in named]

    def tokens(self, keys: Iterable[int]) -> dict[int, list[str]]:
        rows = OffreDocument.objects.filter(pk__in=list(keys)).values_list("pk", "tokens")
        return {key: tokens.split() for key, tokens in rows}

    def skill(self, slug: str, name: str, index: OfferIndex) -> Word:
        group = Group((name,), (skill_token(slug),))
        return _word(group, index, _sets(index, [way.lookup for way in _ways(group)]), {}, {})

    def corrected(self, text: str) -> str:
        return corrected(text)


def required_groups(groups: Sequence[Group]) -> Sequence[Group]:
    """The words that an offer must say: all but the optional ones, unless there are no others."""
    return [group for group in groups if not OPTIONAL.issuperset(group.words)] or groups


def _written(text: str) -> dict[str, str]:
    """By folded word, how it is written in `text`."""
    pieces = ((words(piece), piece.strip(",;:!?()«»\"'’").rstrip(".")) for piece in text.split())
    return {folded[0]: piece for folded, piece in pieces if len(folded) == 1}


def _without(text: str, groups: Iterable[Group], metier: str) -> str:
    """The words of `text`, as typed, that do not name `metier`."""
    named = {word for group in groups if metier in group.metiers for word in group.words}
    return " ".join(piece for piece in text.split() if (folded := words(piece)) and not named.issuperset(folded))


def _sets(index: OfferIndex, lookups: Iterable[Lookup]) -> Mapping[Hashable, int]:
    """The public offers of each lookup. Those not yet known to `index` are asked of the database in one query."""
    known = index.by_words
    unknown = [lookup for lookup in dict.fromkeys(lookups) if lookup not in known]
    if not unknown:
        return known
    searches: list[tuple[Groups, int]] = [([list(tokens)], level) for tokens, level in unknown]
    keys = engine().ask(OffreDocument._meta.db_table, searches)
    found: dict[Hashable, int] = {
        lookup: index.of_offers(of_lookup) for lookup, of_lookup in zip(unknown, keys, strict=True)
    }
    index.by_words = found if len(known) + len(found) > MOST_KEPT else known | found
    return known | found


def _word(
    group: Group,
    index: OfferIndex,
    sets: Mapping[Hashable, int],
    written: Mapping[str, str],
    displayed: Mapping[str, str],
) -> Word:
    found = offers_by_way(group, index, sets.__getitem__)
    left = everything = reduce(or_, (members for _way, members in found), 0)
    rarity, ways = _rarity(everything.bit_count(), index.size), []
    for way, having in found:
        members = having & left
        left &= ~members
        if members:
            names = {at_level(token, way.lookup[1]): displayed.get(token, token) for token in way.synonyms}
            ways.append(Said(members, round(SCALE * rarity * way.weight), way.where, names))
    said = " ".join(written.get(word, word) for word in group.words)
    return Word(said, everything, round(SCALE * rarity), ways)


def offers_by_way(group: Group, index: OfferIndex, asked: Callable[[Lookup], int]) -> list[tuple[Way, int]]:
    """The ways of saying the words of `group`, the best first, with their offers; `asked` gives those of a lookup."""
    named = _of_entities_named(group.tokens[1:], index)
    return [
        (way, asked(way.lookup) & ~named if way.synonyms and way.lookup[1] > OF_THE_JOB else asked(way.lookup))
        for way in _ways(group)
    ]


def _ways(group: Group) -> list[Way]:
    """The ways of saying a word, the best first."""
    own = group.tokens[:1]
    ways = [Way(WEIGHTS[level], (own, level), WHERE[level]) for level in LEVELS]
    if group.tokens != own:
        ways += [
            Way(SYNONYM * WEIGHTS[level], (group.tokens, level), WHERE_ANOTHER[level], group.tokens[1:])
            for level in LEVELS
        ]
    if group.metiers:
        level = metier_names.LEVEL
        ways.append(Way(SYNONYM * WEIGHTS[level], (group.metiers, level), NAMES_THE_METIER))
    return sorted(ways, key=lambda way: -way.weight)


def _of_entities_named(tokens: tuple[str, ...], index: OfferIndex) -> int:
    """The offers of the entities whose name says one of `tokens`, and of those below them."""
    if not tokens:
        return 0
    key = ("named", tokens)
    members = index.by_words.get(key)
    if members is None:
        phrases = [f" {token.replace(JOINT, ' ')} " for token in tokens]
        named = (having for name, having in _entity_names(index) if any(phrase in name for phrase in phrases))
        members = index.by_words[key] = reduce(or_, named, 0)
    return members


@lru_cache(maxsize=1)
def _entity_names(index: OfferIndex) -> list[tuple[str, int]]:
    """The tokens of the name of each entity, one space apart and around, with its offers."""
    labels = dict(index.choices("entite"))
    return [(f" {' '.join(analyse(labels[key]))} ", members) for key, members in index.values["entite"].items()]


def _rarity(count: int, size: int) -> float:
    """BM25's inverse document frequency of a word that `count` offers of `size` say."""
    return log(1 + (size - count + 0.5) / (count + 0.5))
