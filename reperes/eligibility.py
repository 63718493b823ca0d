"""The rules of « Puis-je postuler ? », read at once and kept until content changes."""

import datetime as dt
from typing import NamedTuple

from core.generation_cache import GenerationCache

from .enums import Reponse, Verdict
from .models import RegleAcces


class Rule(NamedTuple):
    verdict: Verdict
    text: str
    article: str
    url: str
    checked_on: dt.date | None


def _read() -> dict[tuple[str, str, str], Rule]:
    """The rules by question, answer and case."""
    fields = ("question", "answer", "cas", "verdict", "text", "article", "url", "checked_on")
    return {
        (question, answer, cas): Rule(Verdict(verdict), *rest)
        for question, answer, cas, verdict, *rest in RegleAcces.objects.values_list(*fields)
    }


rules = GenerationCache(_read)


class Outcome(NamedTuple):
    """An answer that a person may give, and the rule that applies."""

    answer: Reponse
    rule: Rule
