from wagtail import blocks

from .groups import FACTS


class UnitBlock(blocks.StructBlock):
    name = blocks.CharBlock(label="Nom", max_length=150)
    text = blocks.CharBlock(label="Rôle", max_length=250, required=False)


class DepartmentBlock(UnitBlock):
    units = blocks.ListBlock(UnitBlock(label="Équipe"), label="Équipes", default=[], max_num=20)


class OrganisationBlock(blocks.StructBlock):
    """An organisation chart as nested lists, readable by screen readers."""

    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    departments = blocks.ListBlock(DepartmentBlock(label="Département"), label="Départements", min_num=1, max_num=20)

    class Meta:
        label = "Équipe et organigramme"
        icon = "group"
        group = FACTS
        template = "blocks/organisation.html"
        description = "Des départements et leurs équipes, en listes emboîtées."
        preview_value = {
            "title": "Notre organisation",
            "departments": [
                {
                    "name": "Département produits",
                    "text": "Conçoit les services numériques",
                    "units": [{"name": "Équipe conception", "text": "Recherche utilisateur et design"}],
                }
            ],
        }
