"""What the CMS's form of an offer posts."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

ADD = "/admin/snippets/emplois/offre/add/"
TEXTS = ["context", "missions", "profile", "team", "benefits", "special_conditions", "process"]


def form(vitrine, *, places=({"commune": "35238"},), **fields) -> dict:
    named = {"title": "Développeuse Django", "vitrine": vitrine.pk, "apply_email": "recrutement@exemple.invalid"}
    blank = dict.fromkeys(TEXTS, rich_text("<p></p>"))
    lieux = inline_formset([{"ORDER": n, **place} for n, place in enumerate(places, 1)])
    return nested_form_data(blank | named | {"lieux": lieux} | fields)


DRAFT_BUTTON, PUBLISH_BUTTON = {}, {"action-publish": "1"}
