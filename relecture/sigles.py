"""The meanings of the sigles of live entities."""

from collections import defaultdict

from core.generation_cache import GenerationCache
from vitrines.models import VitrinePage


def _read() -> dict[str, str]:
    names = defaultdict(set)
    for sigle, title in VitrinePage.objects.live().exclude(sigle="").values_list("sigle", "title"):
        names[sigle.upper()].add(title)
    return {sigle: titles.pop() for sigle, titles in names.items() if len(titles) == 1}


_acronyms = GenerationCache(_read)


def meanings(own: str = "") -> dict[str, str]:
    """The name of each entity by sigle, for `wording.jargon`; empty for the space-separated sigles of `own`.

    A sigle shared by several entities is left out.
    """
    return _acronyms.current() | dict.fromkeys(own.upper().split(), "")
