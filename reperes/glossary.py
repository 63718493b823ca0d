"""Marks the first use of each glossary word in a fragment of HTML, as a link to its definition."""

import re
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html

from core.generation_cache import GenerationCache

from .models import Terme

_TAG = re.compile(r"(<[^>]+>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
NOT_IN = frozenset(["a", "abbr", "button", "code", "details", "h1", "h2", "h3", "label", "legend", "nav", "option",
                    "script", "style", "summary", "template", "textarea", "title"])  # fmt: skip
"""Elements whose text is left as it is, as that of tags: links, headings, controls, code, what is folded."""


class Definition(NamedTuple):
    slug: str
    name: str
    text: str

    @property
    def url(self) -> str:
        return f"{reverse('glossaire')}#{self.slug}"


class Glossary:
    """The words of the glossary, by all their forms."""

    def __init__(self, termes: list[Terme]) -> None:
        self._by_form = {
            form.casefold(): Definition(terme.slug, terme.name, terme.definition)
            for terme in termes
            for form in terme.forms
        }
        longest_first = sorted(self._by_form, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)

    def named_in(self, text: str) -> list[Definition]:
        """The words that `text` names, each once, in its order."""
        found = self._pattern.finditer(text) if self._by_form else ()
        return list(dict.fromkeys(self._by_form[match[0].casefold()] for match in found))

    def mark(self, html: str) -> tuple[str, list[Definition]]:
        """`html` with a link at the first use of each word, and the definitions of those words, in their order."""
        used: dict[str, Definition] = {}
        closed_to: list[str] = []
        parts = _TAG.split(html)
        for place, part in enumerate(parts):
            if place % 2:
                self._follow(part, closed_to)
            elif part and not closed_to and self._by_form:
                parts[place] = self._pattern.sub(lambda match: self._link(match[0], used), part)
        return "".join(parts), list(used.values())

    def _link(self, form: str, used: dict[str, Definition]) -> str:
        """`form` as a link, if its word is not in `used` yet. A sigle is one in capitals only: « CIA », not « cia »."""
        definition = self._by_form[form.casefold()]
        is_sigle = definition.name.isupper() and form.casefold() == definition.name.casefold()
        if definition.slug in used or (is_sigle and not form.isupper()):
            return form
        used[definition.slug] = definition
        return format_html(
            '<a class="site-term" href="{}" data-term="{}">{}</a>', definition.url, definition.slug, form
        )

    @staticmethod
    def _follow(tag: str, closed_to: list[str]) -> None:
        """Keep in `closed_to` the open elements of NOT_IN."""
        named = _NAME.match(tag)
        name = named[1].lower() if named else ""
        if tag.startswith("</"):
            if closed_to and closed_to[-1] == name:
                closed_to.pop()
        elif (name in NOT_IN or "fr-tag" in tag) and not tag.endswith("/>"):
            closed_to.append(name)


def _read() -> Glossary:
    return Glossary(list(Terme.objects.order_by("name")))


glossary = GenerationCache(_read)
