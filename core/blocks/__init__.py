"""The block types of page bodies, the same for every page. An app above `core` adds its own with `register`."""

from wagtail.blocks import Block

from .accordion import AccordionBlock
from .actions import CallToActionBlock, DownloadBlock
from .cards import CardsBlock
from .figures import FiguresBlock
from .organisation import OrganisationBlock
from .pictures import GalleryBlock, PictureBlock
from .steps import StepsBlock
from .tables import CaptionedTableBlock
from .texts import CalloutBlock, QuoteBlock, TextBlock
from .video import VideoBlock

_REGISTERED: dict[str, tuple[Block, int | None]] = {
    "text": (TextBlock(), None),
    "callout": (CalloutBlock(), None),
    "quote": (QuoteBlock(), None),
    "accordion": (AccordionBlock(), None),
    "table": (CaptionedTableBlock(), None),
    "image": (PictureBlock(), None),
    "gallery": (GalleryBlock(), None),
    "video": (VideoBlock(), None),
    "figures": (FiguresBlock(), None),
    "steps": (StepsBlock(), None),
    "organisation": (OrganisationBlock(), None),
    "cards": (CardsBlock(), None),
    "call_to_action": (CallToActionBlock(), None),
    "download": (DownloadBlock(), None),
}


def register(name: str, block: Block, *, at_most: int | None = None) -> None:
    """Add `block` to every page body, at most `at_most` times per page. Called from an app's `ready()`."""
    _REGISTERED[name] = (block, at_most)


def body_blocks() -> list[tuple[str, Block]]:
    """Name and instance of each registered block, as the `block_types` of a `StreamBlock`."""
    return [(name, block) for name, (block, _at_most) in _REGISTERED.items()]


def block_counts() -> dict[str, dict[str, int]]:
    """The `block_counts` of a `StreamBlock`, for the registered blocks with a maximum per page."""
    return {name: {"max_num": at_most} for name, (_block, at_most) in _REGISTERED.items() if at_most}
