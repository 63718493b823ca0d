from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError

from .groups import FACTS


class CaptionedTableBlock(TypedTableBlock):
    """A table of texts and numbers, with a required caption for accessibility."""

    text = blocks.CharBlock(label="Texte", required=False)
    number = blocks.DecimalBlock(label="Nombre", required=False)

    class Meta:
        label = "Tableau"
        icon = "table"
        group = FACTS
        template = "blocks/table.html"
        description = "Des données en lignes et colonnes, sous un titre."
        preview_value = {
            "columns": [{"type": "text", "heading": "Ville"}, {"type": "number", "heading": "Agents"}],
            "rows": [{"values": ["Rennes", 120]}, {"values": ["Toulouse", 95]}],
            "caption": "Nos implantations",
        }

    def clean(self, value: Any) -> Any:
        if value and value.row_data and not value.caption:
            raise TypedTableBlockValidationError(
                non_block_errors=["Donnez au tableau un titre qui dit ce qu’il montre."]
            )
        return super().clean(value)
