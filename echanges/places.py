"""Matches a place typed as free text with a commune, a département or a region of the reference list."""

import re
from collections import defaultdict

from core.text import fold
from referentiels.models import Commune, Departement, Region

_POSTAL_CODE = re.compile(r"(?<![\d-])(\d{2})[\s\u00a0]?(\d{3})(?!\d)")
_NUMBER_AT_END = re.compile(
    r"(?:\s+cedex(?:\s+\d+)?|\s+\d{1,2}(?:\s?(?:er|e|eme))?(?:\s+arrondissement)?|\s+cs\s?\d+|\s+bp\s?\d+)+$"
)
_CODE_IN_BRACKETS = re.compile(r"\(\s*(\d{1,3}|2[ab])\s*\)\s*$", re.IGNORECASE)
_SHORTENED = {"st": "saint", "ste": "sainte"}
_BREAK = re.compile(r"[\n\r,;:]|\s-\s|\u00a0-\s")
OVERSEAS = ("97", "98")


class Gazetteer:
    """An in-memory index of communes by name and postal code, and of départements and regions by name and code."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._by_postal_code: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rows = Commune.objects.order_by("-population", "code").values_list(
            "code", "folded_name", "postal_codes", "departement"
        )
        self._codes: set[str] = set()
        for code, name, postal_codes, departement in rows:
            self._codes.add(code)
            self._by_name[_whole(name)].append((code, departement))
            for postal_code in postal_codes.strip("|").split("|"):
                self._by_postal_code[postal_code].append((code, _whole(name)))
        known = list(Departement.objects.values_list("code", "name", "region"))
        self.regions = {code: region for code, _name, region in known}
        """The region code of each département, by code."""
        self._regions = {fold(name): code for code, name in Region.objects.values_list("code", "name")}
        self.region_names = dict(Region.objects.values_list("code", "name"))
        self._departements = {fold(name): code for code, name, _region in known} | {code: code for code in self.regions}

    def commune(self, text: str, *, departement: str = "") -> str | None:
        """The INSEE code of the commune named in `text`, limited to `departement` if given; None without a match."""
        if code := self._by_code_and_name(text):
            return code
        parts = [_name(part) for part in reversed(_BREAK.split(text))]
        for name in parts:
            if code := self._named(name, departement):
                return code
        return self._ending(parts, departement) if departement else None

    def _by_code_and_name(self, text: str) -> str | None:
        """The commune of a postal code in `text`: of several, the one whose name follows, else the most populous.

        For a CEDEX code, which no commune has: the commune whose name follows, in the département of the code.
        """
        for match in reversed(list(_POSTAL_CODE.finditer(text))):
            postal_code, name = match[1] + match[2], _name(_BREAK.split(text[match.end() :].strip(" -:"))[0])
            communes = self._by_postal_code.get(postal_code, [])
            if communes:
                return next((code for code, its_name in communes if its_name == name), communes[0][0])
            if name and (code := self._named(name, _departement_of(postal_code))):
                return code
        return None

    def _named(self, name: str, departement: str) -> str | None:
        homonyms = self._by_name.get(name, []) if name else []
        return next((code for code, its in homonyms if not departement or its == departement), None)

    def _ending(self, parts: list[str], departement: str) -> str | None:
        """The commune whose name ends one of `parts`, as in « hôtel du département Bourges »."""
        for part in parts:
            words = part.split()
            for start in range(1, len(words)):
                if code := self._named(" ".join(words[start:]), departement):
                    return code
        return None

    def code(self, code: str) -> str | None:
        """`code` if it is the INSEE code of a commune, else None."""
        return code if code in self._codes else None

    def is_name(self, text: str, code: str) -> bool:
        """Whether `text` is only the name of the commune `code`."""
        return any(other == code for other, _departement in self._by_name.get(_whole(fold(text)), ()))

    def region(self, text: str) -> str | None:
        """The code of the region named `text`, None without a match."""
        return self._regions.get(fold(text)) if text else None

    def departement(self, text: str) -> str | None:
        """The code of the département in « Cher (18 ) », « Alpes Hte Provence (04) », « 18 »; None without a match."""
        if bracketed := _CODE_IN_BRACKETS.search(text):
            code = bracketed[1].upper().zfill(2)
            return code if code in self.regions else None
        return self._departements.get(fold(text)) or self._departements.get(text.strip().upper())


def _whole(name: str) -> str:
    return " ".join(_SHORTENED.get(word, word) for word in name.replace(".", " ").split())


def _name(text: str) -> str:
    """`text` normalized for a comparison with commune names: folded, without CEDEX, box or arrondissement."""
    return _NUMBER_AT_END.sub("", _whole(fold(text)))


def _departement_of(postal_code: str) -> str:
    """The département of a postal code; empty in Corsica, whose two départements share a prefix."""
    if postal_code.startswith("20"):
        return ""
    return postal_code[:3] if postal_code.startswith(OVERSEAS) else postal_code[:2]
