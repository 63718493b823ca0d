"""Which new offers each of many alerts is about: the same answers as the list gives, without asking it each time.

The new offers' facts and words are read once into sets; an alert then costs a few microseconds.
"""

import datetime as dt
from collections import defaultdict
from functools import lru_cache, reduce
from operator import and_, or_

from emplois.browsing import bits
from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.results import conditions
from emplois.models import Offre
from referentiels.models import Commune, distance
from search.models import OffreDocument
from search.queries import parse


class NewOffers:
    """The public offers first published after `since` and until `until`."""

    def __init__(self, since: dt.datetime, until: dt.datetime) -> None:
        self.facts = OfferIndex(since=since)
        self.settled = self.facts.everything & ~self.facts.published_since(until)
        """Those published before `until`: of the last moments, some may not be committed yet."""
        said = defaultdict(list)
        rows = OffreDocument.objects.filter(offre__in=Offre.objects.filter(live=True).new_since(since))
        for key, tokens in rows.values_list("pk", "tokens").iterator():
            if (place := self.facts.position.get(key)) is not None:
                for token in tokens.split():
                    said[token].append(place)
        self._said = {token: bits.of(places, self.facts.size) for token, places in said.items()}
        self._around = lru_cache(maxsize=10_000)(self._read_around)
        codes = [code for code in self.facts.communes if code]
        self._communes = list(
            Commune.objects.filter(pk__in=codes, latitude__isnull=False).values_list("pk", "latitude", "longitude")
        )

    def keys(self, criteria: dict, since: dt.datetime) -> list[int]:
        """Of the offers published after `since` that `criteria` asks for, the newest first. See Criteria.lasting."""
        near = None
        if codes := criteria.get("commune"):
            codes = [codes] if isinstance(codes, str) else codes  # One code, in alerts made before homonyms were asked.
            near = reduce(or_, (self._around(code, criteria["rayon"]) for code in codes))
        asked = conditions(criteria, self.facts, near=near)
        if text := criteria.get("q"):
            asked["q"] = self._describing(text)
        found = reduce(and_, asked.values(), self.settled & self.facts.published_since(since))
        return [self.facts.ids[place] for place in bits.positions(found)]

    def _describing(self, text: str) -> int:
        groups = parse(text).groups
        members = (reduce(or_, (self._said.get(token, 0) for token in group)) for group in groups)
        return reduce(and_, members, self.facts.everything)

    def _read_around(self, code: str, kilometres: float) -> int:
        """The offers within `kilometres` of a commune, the few communes of the offers looked at, not all of France."""
        here = Commune.objects.filter(pk=code, latitude__isnull=False).values_list("latitude", "longitude").first()
        near = [
            pk
            for pk, *there in self._communes
            if here and distance(here, tuple(there)) <= kilometres  # type: ignore[arg-type]  # None is filtered out.
        ]
        return self.facts.in_communes({*near, code})
