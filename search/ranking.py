"""Ranks offers by the words of a query: BM25F with binary counts, over the public offers.

A word counts for its rarity (BM25's inverse document frequency) times the weight of the most relevant field that says
it; a synonym counts for a little less. The points of an offer are the sum over the words. They are whole numbers, so
that offers which say the same words in the same fields are equal, and a nearer or newer one comes first.
"""

from collections.abc import Hashable, Iterable, Mapping
from math import log

from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.text_search import Said, Word

from .analysis import words
from .engines import ANYWHERE, LEVELS, engine
from .models import OffreDocument
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
SYNONYM = 0.8
SCALE = 1000
"""Points of a word that is in one offer out of e (2.7), in its title."""
MOST_KEPT = 1000
"""Sets of offers that an index keeps; one takes 12 KB at 100,000 offers."""

Lookup = tuple[tuple[str, ...], int]
"""Tokens of which one is enough, and the level at which they are looked for."""


class OffreSearch:
    """Implements `emplois.browsing.text_search.TextSearch`."""

    def words(self, text: str, index: OfferIndex) -> list[Word]:
        groups = parse(text).groups
        sets = _sets(index, [lookup for group in groups for lookup in _lookups(group)])
        written = _written(text)
        return [_word(group, index, sets, written) for group in groups]

    def skill(self, slug: str, name: str, index: OfferIndex) -> Word:
        group = Group((name,), (skill_token(slug),))
        return _word(group, index, _sets(index, _lookups(group)), {})

    def corrected(self, text: str) -> str:
        return corrected(text)


def _written(text: str) -> dict[str, str]:
    """By folded word, how it is written in `text`."""
    pieces = ((words(piece), piece.strip(",;:!?()«»\"'’").rstrip(".")) for piece in text.split())
    return {folded[0]: piece for folded, piece in pieces if len(folded) == 1}


def _lookups(group: Group) -> list[Lookup]:
    return [(tokens, level) for _weight, level, tokens in _by_weight(group)]


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


def _word(group: Group, index: OfferIndex, sets: Mapping[Hashable, int], written: dict[str, str]) -> Word:
    ways, left = [], sets[group.tokens, ANYWHERE]
    rarity = _rarity(left.bit_count(), index.size)
    for weight, level, tokens in _by_weight(group):
        members = sets[tokens, level] & left
        left &= ~members
        if members:
            where = WHERE[level] + ("" if tokens == group.tokens[:1] else ", sous un autre nom")
            ways.append(Said(members, round(SCALE * rarity * weight), where))
    said = " ".join(written.get(word, word) for word in group.words)
    return Word(said, sets[group.tokens, ANYWHERE], round(SCALE * rarity), ways)


def _by_weight(group: Group) -> list[tuple[float, int, tuple[str, ...]]]:
    """The ways of saying a word, the best first: weight, level and tokens."""
    own = group.tokens[:1]
    ways = [(WEIGHTS[level], level, own) for level in LEVELS]
    if group.tokens != own:
        ways += [(SYNONYM * WEIGHTS[level], level, group.tokens) for level in LEVELS]
    return sorted(ways, key=lambda way: -way[0])


def _rarity(count: int, size: int) -> float:
    """BM25's inverse document frequency of a word that `count` offers of `size` say."""
    return log(1 + (size - count + 0.5) / (count + 0.5))
