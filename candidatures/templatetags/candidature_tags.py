from django import template

from candidatures import figures
from vitrines.models import VitrinePage

register = template.Library()


@register.inclusion_tag("candidatures/answering.html")
def answering(vitrine: VitrinePage) -> dict:
    """How the entity answers applications, and how to send it one."""
    return {"vitrine": vitrine, "answering": figures.answering(vitrine)}
