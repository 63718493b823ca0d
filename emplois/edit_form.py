"""The panels of the offer form in the CMS, built from `fields.FIELDS`."""

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from .fields import Group, in_group
from .forms import OffreForm

WIDGETS = {"vitrine": forms.Select}
"""Widgets that replace the default one of the model field."""


def _panels(group: Group) -> list[Panel]:
    """The panels of a group; two consecutive `half` fields share a row."""
    panels: list[Panel] = []
    row: list[Panel] = []
    for field in in_group(group):
        panel = FieldPanel(field.name, help_text=field.help, widget=WIDGETS.get(field.name))
        if not field.half:
            panels.append(panel)
        elif row:
            row.append(panel)
            row = []
        else:
            row = [panel]
            panels.append(FieldRowPanel(row))
    return panels


def _group(group: Group, *, folded: bool = False) -> MultiFieldPanel:
    return MultiFieldPanel(_panels(group), heading=str(group), classname="collapsed" if folded else "")


LIEU = [
    FieldPanel("commune"),
    FieldPanel("address"),
    MultiFieldPanel(
        [FieldPanel("departement"), FieldPanel("region"), FieldPanel("country")],
        heading="Pas de commune précise ?",
        classname="collapsed",
    ),
]

EDIT_HANDLER = TabbedInterface(
    [
        ObjectList(
            [
                *_panels(Group.POSTE),
                InlinePanel("lieux", panels=LIEU, label="Lieu", heading="Lieux", min_num=1, max_num=10),
                _group(Group.CONTRAT),
                _group(Group.STATUT),
                _group(Group.CONDITIONS),
                _group(Group.ETUDES, folded=True),
                *_panels(Group.REFERENCE),
                PublishingPanel(),
            ],
            heading=str(Group.POSTE),
        ),
        ObjectList(_panels(Group.TEXTES), heading=str(Group.TEXTES)),
        ObjectList([_group(Group.PAY), _group(Group.PAY_TITULAIRES, folded=True)], heading="Rémunération"),
        ObjectList(
            [
                _group(Group.DATES),
                _group(Group.CANDIDATER),
                *_panels(Group.AUTORITE),
                _group(Group.CSP, folded=True),
                _group(Group.DEROGATION, folded=True),
            ],
            heading="Candidater",
        ),
    ],
    base_form_class=OffreForm,
)
