from typing import Any

from wagtail import blocks

from .groups import TEXT

FEATURES = ["bold", "italic", "ol", "ul", "link"]
HEADED_FEATURES = ["h2", "h3", "h4", *FEATURES]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=HEADED_FEATURES, **kwargs)

    class Meta:
        label = "Texte"
        icon = "pilcrow"
        group = TEXT
        template = "blocks/text.html"
        description = "Paragraphes, intertitres, listes et liens."
        preview_value = (
            "<h2>Un service public qui se construit en équipe</h2><p>Nos produits naissent près de celles et ceux "
            "qui s’en servent.</p><ul><li>écouter</li><li>mesurer</li><li>améliorer</li></ul>"
        )


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    text = blocks.RichTextBlock(label="Texte", features=FEATURES)

    class Meta:
        label = "Mise en avant"
        icon = "info-circle"
        group = TEXT
        template = "blocks/callout.html"
        description = "Un encadré pour ce qu’il ne faut pas manquer."
        preview_value = {
            "title": "Sans concours",
            "text": "<p>La plupart de nos postes sont ouverts aux contractuels.</p>",
        }


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Citation", max_length=600, help_text="Sans guillemets : ils s’ajoutent seuls.")
    author = blocks.CharBlock(label="Auteur ou autrice", max_length=100)
    role = blocks.CharBlock(label="Fonction", max_length=150, required=False)

    class Meta:
        label = "Citation"
        icon = "openquote"
        group = TEXT
        template = "blocks/quote.html"
        description = "Une phrase et la personne qui l’a dite."
        preview_value = {
            "text": "Ici, je vois à quoi sert ce que je développe.",
            "author": "Nadia",
            "role": "développeuse",
        }
