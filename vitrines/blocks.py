"""Blocks of page bodies that show chosen projects, testimonials and entities."""

from typing import Any

from wagtail import blocks

from core.blocks.choosers import PageChooser, sample_pages
from core.blocks.groups import LINKS


class PagesBlock(blocks.StructBlock):
    """A list of chosen pages; only live ones are shown."""

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        context["pages"] = [page for page in value["pages"] if page and page.live]
        return context

    def get_preview_value(self) -> Any:
        title, pages = self.child_blocks["title"], self.child_blocks["pages"]
        return self.normalize({"title": title.get_default(), "pages": sample_pages(pages.child_block.target_model)})


class ProjetsBlock(PagesBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Nos projets phares")
    pages = blocks.ListBlock(
        PageChooser(page_type="vitrines.ProjetPage", label="Projet"), label="Projets", min_num=1, max_num=6
    )

    class Meta:
        label = "Projets mis en avant"
        icon = "pick"
        group = LINKS
        template = "blocks/projets.html"
        description = "Des cartes de projets choisis."


class TemoignagesBlock(PagesBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Ils et elles racontent leur métier")
    pages = blocks.ListBlock(
        PageChooser(page_type="vitrines.TemoignagePage", label="Témoignage"), label="Témoignages", min_num=1, max_num=6
    )

    class Meta:
        label = "Témoignages"
        icon = "user"
        group = LINKS
        template = "blocks/temoignages.html"
        description = "Des agents et ce qu’ils disent de leur métier."


class EntitesBlock(PagesBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Des entités à découvrir")
    pages = blocks.ListBlock(
        PageChooser(page_type="vitrines.VitrinePage", label="Entité"), label="Entités", min_num=1, max_num=12
    )

    class Meta:
        label = "Entités à la une"
        icon = "home"
        group = LINKS
        template = "blocks/entites.html"
        description = "Des cartes d’entités choisies."
