"""Searches close to one that finds nothing, each with its number of offers."""

import re
from functools import cached_property, reduce
from operator import and_
from typing import NamedTuple

from django.http import QueryDict

from emplois.enums import NEAR_CONTRACTS, Contrat

from .offer_index import SKILLS
from .results import Results

MOST_ALTERNATIVES = 5


class Alternative(NamedTuple):
    """A search close to one without results, and how many offers it matches."""

    label: str
    query: str
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.


class Alternatives:
    """The searches close to those of `results`."""

    def __init__(self, results: Results) -> None:
        self.results, self.criteria, self.facts = results, results.criteria, results.facts

    @cached_property
    def searches(self) -> list[Alternative]:
        """Searches with results close to one without: wider radius, whole family, one filter or word less."""
        if self.results.matches:
            return []
        criteria, proposed = self.criteria, []
        if criteria.commune:
            others = self.results.under_the_others("commune")
            circles = ((km, inside) for km, inside in self.results.wider.items() if km > criteria.radius)
            wider = ((km, (others & inside).bit_count()) for km, inside in circles)
            proposed += [
                Alternative(f"Jusqu’à {km} km de {criteria.place_name}", criteria.instead(rayon=km).urlencode(), count)
                for km, count in wider
                if count
            ][:1]
        if metiers := criteria.cleaned_data.get("metier"):
            families = list(dict.fromkeys(self.facts.families[slug] for slug in metiers))
            count = (self.results.under_the_others("metier") & self.facts.any_of("famille", families)).bit_count()
            query = criteria.instead(metier=[], famille=families).urlencode()
            proposed.append(Alternative("Tous les métiers de la famille", query, count))
        proposed += self.with_near_contracts
        proposed += self._with_one_skill_less()
        for name in self.results.conditions:
            if name != "commune" and len(self.results.conditions) == 1:
                continue  # That is the whole list.
            count = self.results.under_the_others(name).bit_count()
            proposed.append(Alternative(self._without(name), criteria.without(name).urlencode(), count))
        proposed += self._with_fewer_words(self.results.under_the_others("q"), criteria.data)
        if not any(alternative.count for alternative in proposed):
            proposed = self._one_at_a_time()
        return [alternative for alternative in proposed if alternative.count][:MOST_ALTERNATIVES]

    @property
    def instead(self) -> list[Alternative]:
        """Near contracts that offers have, where the words are searched because no offer meets what they ask for."""
        if self.results.not_met is None:
            return []
        return [near for near in Alternatives(self.results.not_met).with_near_contracts if near.count]

    @property
    def with_near_contracts(self) -> list[Alternative]:
        """The same search with the contracts near to those asked for: an apprenticeship for an internship."""
        asked = self.criteria.cleaned_data.get("contrat") or []
        near = {NEAR_CONTRACTS[code].value for code in asked if code in NEAR_CONTRACTS}.difference(asked)
        others, labels = self.results.under_the_others("contrat"), " ou ".join(self.criteria.labels("contrat"))
        return [
            Alternative(
                f"{Contrat(code).label} plutôt que {labels}",
                self.criteria.instead(contrat=code).urlencode(),
                (others & self.facts.any_of("contrat", [code])).bit_count(),
            )
            for code in sorted(near)
        ]

    def _without(self, name: str) -> str:
        """What a search less the filter `name` looks for."""
        others = [" ou ".join(self.criteria.labels(other)) for other in self.results.conditions if other != name]
        if name == "q" and others:
            return f"Toutes les offres : {' · '.join(others)}"
        return "Quel que soit le lieu" if name == "commune" else f"Sans {' ni '.join(self.criteria.labels(name))}"

    def _with_one_skill_less(self) -> list[Alternative]:
        slugs = self.criteria.cleaned_data.get(SKILLS) or []
        if len(slugs) < 2:
            return []
        others, less = self.results.under_the_others(SKILLS), []
        for slug, skill in zip(slugs, self.results.skills, strict=True):
            left = reduce(and_, (other.members for other in self.results.skills if other is not skill), others)
            query = self.criteria.without(SKILLS, slug).urlencode()
            less.append(Alternative(f"Sans {skill.written}", query, left.bit_count()))
        return less

    def _one_at_a_time(self) -> list[Alternative]:
        """Each filter alone, then the words less one: for a search that no single removal makes succeed."""
        alone = []
        for name, members in self.results.conditions.items():
            parameters = [name, *(["rayon", "partout"] if name == "commune" else [])]
            query = QueryDict(mutable=True)
            for parameter in parameters:
                query.setlist(parameter, self.criteria.data.getlist(parameter))
            count = (members & self.results.base).bit_count()
            only = " ou ".join(re.sub("^À ", "à ", label) for label in self.criteria.labels(name))
            alone.append(Alternative(f"Seulement {only}", query.urlencode(), count))
        return alone + self._with_fewer_words(self.results.base, QueryDict())

    def _with_fewer_words(self, others: int, data: QueryDict) -> list[Alternative]:
        """The search with one word less, among the offers `others` and with the other parameters of `data`."""
        words = (self.criteria.cleaned_data.get("q") or "").split()
        if not 2 <= len(words) <= 4:
            return []
        alternatives = []
        for number in range(len(words)):
            text = " ".join(words[:number] + words[number + 1 :])
            count = (self.results.saying(text) & others).bit_count()
            query = data.copy()
            query["q"] = text
            query.pop("page", None)
            alternatives.append(Alternative(f"« {text} »", query.urlencode(), count))
        return alternatives
