"""What the CMS's form of an offer posts."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

ADD = "/admin/snippets/emplois/offre/add/"
TEXTS = ["context", "missions", "profile", "team", "benefits", "special_conditions", "process"]


def form(vitrine, *, places=({"commune": "35238"},), **fields) -> dict:
    named = {"title": "Développeuse Django", "vitrine": vitrine.pk, "apply_email": "recrutement@exemple.invalid"}
    short = {"contracts": ["CDD"], "contract_months": "6"}
    blank = dict.fromkeys(TEXTS, rich_text("<p></p>"))
    lieux = inline_formset([{"ORDER": n, **place} for n, place in enumerate(places, 1)])
    told = blank | named | short | {"lieux": lieux} | fields
    several = {name: codes for name, codes in told.items() if isinstance(codes, list)}
    return nested_form_data({name: value for name, value in told.items() if name not in several}) | several


DRAFT_BUTTON, PUBLISH_BUTTON = {}, {"action-publish": "1"}
