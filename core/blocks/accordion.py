from wagtail import blocks

from .groups import TEXT
from .texts import FEATURES


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Question ou titre", max_length=150)
    text = blocks.RichTextBlock(label="Réponse", features=FEATURES)


class AccordionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    items = blocks.ListBlock(AccordionItemBlock(label="Volet"), label="Volets", min_num=1, max_num=20)

    class Meta:
        label = "Accordéon"
        icon = "list-ul"
        group = TEXT
        template = "blocks/accordion.html"
        description = "Des questions dont chacune se déplie."
        preview_value = {
            "title": "Vos questions",
            "items": [{"title": "Faut-il un concours ?", "text": "<p>Non, pour la plupart de nos postes.</p>"}],
        }
