"""Pay in gross euros a year: model fields, constraints and text."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.french import number

PAY_MINIMUM, PAY_MAXIMUM = 10_000, 250_000
PAY_MESSAGE = "La rémunération s’exprime en euros bruts par an, entre 10 000 et 250 000."


def amount(label: str) -> models.PositiveIntegerField:
    """An optional model field for a pay in gross euros a year, between PAY_MINIMUM and PAY_MAXIMUM."""
    return models.PositiveIntegerField(
        label,
        null=True,
        blank=True,
        help_text="Euros bruts par an.",
        validators=[MinValueValidator(PAY_MINIMUM, PAY_MESSAGE), MaxValueValidator(PAY_MAXIMUM, PAY_MESSAGE)],
    )


def in_words(low: int | None, high: int | None) -> str:
    """The French text of a pay range in gross euros a year; empty without bounds."""
    euros = [number(amount) for amount in (low, high) if amount]
    if len(euros) == 2 and euros[0] != euros[1]:
        return f"De {euros[0]} à {euros[1]} € bruts par an"
    if not euros:
        return ""
    if not high:
        return f"À partir de {euros[0]} € bruts par an"
    return f"{'Jusqu’à ' if not low else ''}{euros[0]} € bruts par an"


def net_in_words(amounts: list[int]) -> str:
    """The French text of one or two estimates in net euros a month; empty without any."""
    euros = list(dict.fromkeys(map(number, amounts)))
    return f"environ {' à '.join(euros)} € nets par mois, avant impôt" if euros else ""


def is_a_range(low: str, high: str) -> models.CheckConstraint:
    """A database constraint: the field `low` is not greater than the field `high`, if both are filled in."""
    return models.CheckConstraint(
        condition=Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lte": F(high)}),
        name=f"offre_{low}_at_most_{high}",
        violation_error_message="Le minimum de la rémunération dépasse son maximum.",
    )


def is_plausible(*fields: str) -> models.CheckConstraint:
    """A database constraint: each of `fields` is null or between PAY_MINIMUM and PAY_MAXIMUM."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (PAY_MINIMUM, PAY_MAXIMUM)})
    return models.CheckConstraint(
        condition=condition,
        name="offre_pay_is_plausible",
        violation_error_message=PAY_MESSAGE,
    )
