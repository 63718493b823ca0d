from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .choosers import DocumentChooser, PageChooser
from .groups import LINKS


class LinkValue(blocks.StructValue):
    @property
    def url(self) -> str:
        page = self.get("page")
        return (page.url or "") if page else self.get("link", "")


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120)
    text = blocks.TextBlock(label="Texte", max_length=400, required=False)
    button = blocks.CharBlock(label="Bouton", max_length=60, help_text="Un verbe : « Voir nos offres ».")
    page = PageChooser(label="Page", required=False)
    link = blocks.CharBlock(
        label="Ou adresse", max_length=300, required=False, help_text="Commence par https:// ou par / pour ce site."
    )

    class Meta:
        label = "Appel à agir"
        icon = "link"
        group = LINKS
        template = "blocks/call_to_action.html"
        description = "Un bouton vers la suite : candidater, voir les offres, écrire."
        value_class = LinkValue
        preview_value = {
            "title": "Envie de nous rejoindre ?",
            "text": "De nouvelles offres paraissent chaque semaine.",
            "button": "Voir nos offres",
            "link": "/emplois/",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        link = cleaned["link"]
        if bool(cleaned["page"]) == bool(link):
            raise StructBlockValidationError(
                block_errors={"page": ValidationError("Choisissez une page ou indiquez une adresse, l’une des deux.")}
            )
        if link and (link.startswith("//") or not link.startswith(("https://", "/"))):
            raise StructBlockValidationError(
                block_errors={"link": ValidationError("L’adresse commence par https:// ou par / pour ce site.")}
            )
        return cleaned


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooser(label="Document")
    title = blocks.CharBlock(label="Titre", max_length=150, required=False, help_text="Sinon, celui du document.")
    text = blocks.CharBlock(label="Description", max_length=250, required=False)

    class Meta:
        label = "Téléchargement"
        icon = "download"
        group = LINKS
        template = "blocks/download.html"
        description = "Un document à télécharger, avec son format et son poids."
        preview_template = "blocks/previews/download.html"
