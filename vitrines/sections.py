"""Sections of a vitrine's page. Apps above this one add their sections with `register`."""

from collections.abc import Callable
from typing import NamedTuple

from wagtail.models import Page

from core.preloading import preload


class SectionContent(NamedTuple):
    """The content of a section for one entity: its template context, and the pages whose images to preload."""

    context: dict
    pages: list[Page] = []


class Section(NamedTuple):
    template: str
    context: dict


_REGISTERED: dict[str, tuple[int, Callable[..., SectionContent]]] = {}


def register(template: str, content: Callable[..., SectionContent], *, order: int) -> None:
    """Add a section to every vitrine; `content` is called with the VitrinePage. Called from an app's `ready()`.

    The template gets the context as `section`, besides the page's own `vitrine`.
    """
    _REGISTERED[template] = (order, content)


def sections(vitrine: Page) -> list[Section]:
    """The sections of `vitrine`, in order; preloads the images of all their pages together."""
    ordered = sorted(_REGISTERED.items(), key=lambda item: item[1][0])
    contents = [(template, content(vitrine)) for template, (_order, content) in ordered]
    preload(vitrine, *(page for _template, content in contents for page in content.pages))
    return [Section(template, content.context) for template, content in contents]
