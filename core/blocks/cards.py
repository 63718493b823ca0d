from typing import Any

from wagtail import blocks
from wagtail.models import Page

from .choosers import PageChooser, sample_pages
from .groups import LINKS


class CardBlock(blocks.StructBlock):
    page = PageChooser(label="Page")
    title = blocks.CharBlock(label="Titre", max_length=120, required=False, help_text="Sinon, celui de la page.")
    text = blocks.CharBlock(label="Texte", max_length=250, required=False)


class CardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    cards = blocks.ListBlock(CardBlock(label="Carte"), label="Cartes", min_num=1, max_num=12)

    class Meta:
        label = "Cartes vers des pages"
        icon = "doc-full-inverse"
        group = LINKS
        template = "blocks/cards.html"
        description = "Des cartes qui mènent à d’autres pages du site."

    def get_preview_value(self) -> Any:
        cards = [{"page": page, "title": "", "text": ""} for page in sample_pages(Page)]
        return self.normalize({"title": "À lire aussi", "cards": cards})
