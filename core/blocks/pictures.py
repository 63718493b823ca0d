from wagtail import blocks

from .choosers import Image
from .groups import PICTURE


class PictureBlock(blocks.StructBlock):
    image = Image(label="Image")
    caption = blocks.CharBlock(label="Légende", max_length=250, required=False)
    credit = blocks.CharBlock(label="Crédit", max_length=120, required=False)

    class Meta:
        label = "Image"
        icon = "image"
        group = PICTURE
        template = "blocks/picture.html"
        description = "Une image, avec son texte alternatif ou signalée comme décorative."
        preview_template = "blocks/previews/picture.html"


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    pictures = blocks.ListBlock(PictureBlock(label="Image"), label="Images", min_num=2, max_num=12)

    class Meta:
        label = "Galerie d’images"
        icon = "image"
        group = PICTURE
        template = "blocks/gallery.html"
        description = "De deux à douze images côte à côte."
        preview_template = "blocks/previews/gallery.html"
