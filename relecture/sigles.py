"""What the sigles of the entities on line stand for."""

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
    """By sigle, the name of its entity, as `wording.jargon` takes them; nothing for those written in `own`.

    A sigle that several entities bear means none of them.
    """
    return _acronyms.current() | dict.fromkeys(own.upper().split(), "")
