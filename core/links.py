"""Resolves page links in rich text from the pages prefetched by `core.preloading`."""

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from core import preloading


class PreloadedPageLinkHandler(PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        ids = [int(attrs["id"]) for attrs in attrs_list]
        pages: dict[int, Page] = preloading.loaded(Page)
        if not pages.keys() >= set(ids):
            pages = Page.objects.in_bulk(ids)
        return [f'<a href="{escape(pages[pk].url)}">' if pk in pages and pages[pk].live else "<a>" for pk in ids]
