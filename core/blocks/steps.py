from wagtail import blocks

from .groups import FACTS


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Étape", max_length=120)
    text = blocks.TextBlock(label="Explication", max_length=500, required=False)
    duration = blocks.CharBlock(label="Durée", max_length=40, required=False)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    steps = blocks.ListBlock(StepBlock(label="Étape"), label="Étapes", min_num=2, max_num=10)

    class Meta:
        label = "Étapes"
        icon = "list-ol"
        group = FACTS
        template = "blocks/steps.html"
        description = "Un déroulé dans l’ordre, comme un processus de recrutement."
        preview_value = {
            "title": "Notre recrutement",
            "steps": [
                {"title": "Vous candidatez", "text": "Un CV et quelques lignes suffisent.", "duration": "10 minutes"},
                {"title": "Nous vous répondons", "text": "", "duration": "sous 15 jours"},
            ],
        }
