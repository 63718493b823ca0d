"""What the list proposes beside its results: places of nearly or just the same name, métiers, all the offers there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from emplois.models import MetierPage
from referentiels.models import Commune, Located

from . import text_search
from .alternatives import Alternative
from .nearest import ENOUGH
from .offer_index import SKILLS
from .places import PLACE_FILTERS, Area, spelt_alike
from .results import Results

MOST_NAMED = 3
"""Métiers of one name that are proposed."""


class MetierMeant(NamedTuple):
    """A métier that words name, with the search of its offers, their number, and its page if there is one."""

    label: str
    query: str
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.
    page: str


class Homonyms(NamedTuple):
    """The places that share a name or a postcode."""

    text: str
    is_area: bool
    """Whether the area of that name is searched, and the communes are not."""
    places: list[Alternative]


class Proposals:
    def __init__(self, results: Results) -> None:
        self.results, self.criteria, self.facts = results, results.criteria, results.facts

    @property
    def places(self) -> list[tuple[str, list[Alternative]]]:
        """The texts that name no place, with those whose names are nearly the same: if any has offers, these."""
        found = {text: [self._at(text, near) for near in spelt_alike(text)] for text in self.criteria.places.unknown}
        return [(text, [near for near in places if near.count] or places) for text, places in found.items()]

    def _at(self, text: str, place: Area | Commune) -> Alternative:
        if isinstance(place, Area):
            label, name, members = place.label, place.name, self.facts.any_of(*place.meaning)
        else:
            label = name = str(place)
            members = self.facts.in_communes(Commune.objects.within(place, kilometres=self.criteria.radius))
        count = (self.results.under_the_others(*PLACE_FILTERS) & members).bit_count()
        return Alternative(label, self.criteria.at_instead(text, name).urlencode(), count)

    @property
    def homonyms(self) -> list[Homonyms]:
        """For each text that several places share, these with the number of offers that each has."""
        places, asked = self.criteria.places, []
        for text, located in places.located.items():
            if len(located) > 1:
                others = self.results.under_the_others("commune")
                asked.append(Homonyms(text, False, self._each_of(text, located, others, self.results.near_each)))
        for text, located in places.namesakes.items():
            others = self.results.under_the_others(*PLACE_FILTERS)
            near = Commune.objects.within_each(located, kilometres=self.criteria.radius)
            asked.append(Homonyms(text, True, self._each_of(text, located, others, near)))
        return asked

    def _each_of(
        self, text: str, located: Sequence[Located], others: int, near: Mapping[str, dict[str, float]]
    ) -> list[Alternative]:
        return [
            Alternative(
                str(place),
                self.criteria.at_instead(text, str(place)).urlencode(),
                (others & self.results.within(near[place.pk], self.criteria.radius)).bit_count(),
            )
            for place in located
        ]

    @property
    def metiers(self) -> list[MetierMeant]:
        """The métiers that the words name by another name, unless one is asked for."""
        chosen = self.criteria.cleaned_data
        if not chosen.get("q") or chosen.get("metier"):
            return []
        labels = dict(self.facts.choices("metier"))
        named = text_search.metiers(self.results.corrected or chosen["q"])[:MOST_NAMED]
        urls = MetierPage.urls_of([one.slug for one in named])
        meant, others = [], self.results.under_the_others("q")
        for slug, rest in named:
            members = others & self.facts.any_of("metier", [slug]) & (self.results.saying(rest) if rest else others)
            query = self.criteria.instead(q=rest or [], metier=slug)
            meant.append(MetierMeant(labels[slug], query.urlencode(), members.bit_count(), urls.get(slug, "")))
        return meant

    @property
    def there(self) -> list[Alternative]:
        """Where few offers say the words or the skills: all those of the place, with the other filters and without."""
        results, criteria = self.results, self.criteria
        places, subject = (
            {name for name in names if name in results.conditions} for names in (PLACE_FILTERS, ("q", SKILLS))
        )
        others = results.conditions.keys() - places - subject
        if not (places and subject and 0 < len(results) < ENOUGH):
            return []
        proposed, least = [], len(results)
        for names in (subject, subject | others):
            count = results.under_the_others(*names).bit_count()
            if count > least:
                label = " · ".join(
                    " ou ".join(criteria.labels(name)) for name in results.conditions if name not in names
                )
                proposed.append(Alternative(label, criteria.without_all(names).urlencode(), count))
                least = count
        return proposed
