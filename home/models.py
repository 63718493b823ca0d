"""The home page and plain content pages."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "page d’accueil"


class ContentPage(Page):
    """A page of text: legal notice, accessibility statement, privacy…"""

    text = RichTextField("texte", blank=True)

    content_panels = [*Page.content_panels, FieldPanel("text")]
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = "page de contenu"
