from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .choosers import DocumentChooser, ImageChooser
from .groups import PICTURE
from .texts import FEATURES


class VideoBlock(blocks.StructBlock):
    """A video file of the site played in the page, or an external link. Nothing is loaded from third parties."""

    title = blocks.CharBlock(label="Titre", max_length=150)
    file = DocumentChooser(label="Fichier vidéo", required=False, help_text="MP4 ou WebM, lu dans la page.")
    link = blocks.URLBlock(label="Ou adresse de la vidéo", required=False, help_text="Un lien, sans lecteur intégré.")
    poster = ImageChooser(label="Image d’attente", required=False)
    subtitles = DocumentChooser(label="Sous-titres", required=False, help_text="Fichier WebVTT (.vtt).")
    transcript = blocks.RichTextBlock(
        label="Transcription", features=FEATURES, help_text="Obligatoire : tout ce qui se dit et se voit d’utile."
    )

    class Meta:
        label = "Vidéo"
        icon = "media"
        group = PICTURE
        template = "blocks/video.html"
        description = "Une vidéo et sa transcription."
        preview_value = {
            "title": "Une journée à la direction du numérique",
            "link": "https://exemple.invalid/video",
            "transcript": "<p>Nadia ouvre la réunion d’équipe…</p>",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["file"]) == bool(cleaned["link"]):
            message = ValidationError("Choisissez un fichier vidéo ou indiquez une adresse, l’un des deux.")
            raise StructBlockValidationError(block_errors={"file": message})
        return cleaned
