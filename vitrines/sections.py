"""Sections of a vitrine's own page. A room that knows more of an entity adds its section by `register`."""

from collections.abc import Callable
from typing import NamedTuple

from wagtail.models import Page

from core.preloading import preload


class Content(NamedTuple):
    """What a section shows of one entity: the context of its template, and the pages whose images it needs."""

    context: dict
    pages: list[Page] = []


class Section(NamedTuple):
    template: str
    context: dict


_REGISTERED: dict[str, tuple[int, Callable[..., Content]]] = {}


def register(template: str, content: Callable[..., Content], *, order: int) -> None:
    """Add a section to every vitrine, given `content` of the VitrinePage. Called from an app's `ready()`.

    The template finds the context under the name `section`, beside the page's own `vitrine`.
    """
    _REGISTERED[template] = (order, content)


def sections(vitrine: Page) -> list[Section]:
    """The sections of `vitrine`, in their order, with the images of all their pages loaded at once."""
    ordered = sorted(_REGISTERED.items(), key=lambda item: item[1][0])
    contents = [(template, content(vitrine)) for template, (_order, content) in ordered]
    preload(vitrine, *(page for _template, content in contents for page in content.pages))
    return [Section(template, content.context) for template, content in contents]
