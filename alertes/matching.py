"""Matches new offers with many alerts, with the same results as the public list.

The values and words of the new offers are loaded once into sets; an alert then takes a few microseconds.
"""

import datetime as dt
from collections import defaultdict
from functools import lru_cache, reduce
from operator import and_, or_

from emplois.browsing import bits
from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.results import conditions, in_areas
from emplois.models import Offre
from referentiels.arrondissements import arrondissements
from referentiels.models import Commune, distance
from search.engines import at_level
from search.models import OffreDocument
from search.queries import parse
from search.ranking import Lookup, offers_by_way, required_groups


class NewOffers:
    """An index of the public offers first published after `since` and before `until`."""

    def __init__(self, since: dt.datetime, until: dt.datetime) -> None:
        self.facts = OfferIndex(since=since)
        self.settled = self.facts.everything & ~self.facts.published_since(until)
        """The set of offers published before `until`: later ones may not be committed yet."""
        by_token = defaultdict(list)
        rows = OffreDocument.objects.filter(offre__in=Offre.objects.filter(live=True).new_since(since))
        for key, tokens in rows.values_list("pk", "tokens").iterator():
            if (place := self.facts.position.get(key)) is not None:
                for token in tokens.split():
                    by_token[token].append(place)
        self._by_token = {token: bits.of(places, self.facts.size) for token, places in by_token.items()}
        self._around = lru_cache(maxsize=10_000)(self._read_around)
        codes = [code for code in self.facts.communes if code]
        self._communes = list(
            Commune.objects.filter(pk__in=codes, latitude__isnull=False).values_list("pk", "latitude", "longitude")
        )

    def keys(self, criteria: dict, since: dt.datetime) -> list[int]:
        """Primary keys of the offers published after `since` that match `criteria` (Criteria.lasting), newest first."""
        near = None
        if codes := criteria.get("commune"):
            codes = [codes] if isinstance(codes, str) else codes  # Older alerts store a single code.
            near = reduce(or_, (self._around(code, criteria["rayon"]) for code in codes))
        if areas := criteria.get("areas"):
            near = (near or 0) | in_areas(areas, self.facts)
        members = conditions(criteria, self.facts, near=near, saying=self._matching_text)
        if text := criteria.get("q"):
            members["q"] = self._matching_text(text)
        matches = reduce(and_, members.values(), self.settled & self.facts.published_since(since))
        return [self.facts.ids[place] for place in bits.positions(matches)]

    def _matching_text(self, text: str) -> int:
        ways = (offers_by_way(group, self.facts, self._asked) for group in required_groups(parse(text).groups))
        members = (reduce(or_, (having for _way, having in of_group)) for of_group in ways)
        return reduce(and_, members, self.facts.everything)

    def _asked(self, lookup: Lookup) -> int:
        tokens, level = lookup
        return reduce(or_, (self._by_token.get(at_level(token, level), 0) for token in tokens))

    def _read_around(self, code: str, kilometres: float) -> int:
        """The set of offers within `kilometres` of a commune or an arrondissement.

        Only the communes of the new offers are compared.
        """
        place = arrondissements().get(code) or Commune.objects.filter(pk=code).first()
        if place is None:
            return 0
        near = [
            pk
            for pk, *there in self._communes
            if place.position and distance(place.position, tuple(there)) <= kilometres  # type: ignore[arg-type]  # None is filtered out.
        ]
        return self.facts.in_communes({*near, *place.codes})
