"""The shared pool of candidates: joining, leaving, proposals of offers."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from emplois.models import Offre
from vitrines.models import VitrinePage

from .courriels import post
from .models import Dossier, Profil, Proposition


def join(dossier: Dossier, *, excluded: Iterable[VitrinePage] = ()) -> Profil:
    """Add a person who has consented to the pool. Idempotent.

    Empty wishes (métiers, regions) are filled from the offers they applied to.
    """
    profil, is_new = Profil.objects.get_or_create(dossier=dossier)
    if is_new:
        profil.excluded.set(excluded)
        _fill_empty_wishes(dossier)
    return profil


def _fill_empty_wishes(dossier: Dossier) -> None:
    offers = Offre.objects.filter(candidatures__dossier=dossier)
    if not dossier.metiers.exists():
        dossier.metiers.set({offre.metier_id for offre in offers if offre.metier_id})
    if not dossier.regions.exists():
        of_commune = offers.values_list("lieux__commune__departement__region", flat=True)
        codes = {region for region in of_commune if region}
        dossier.regions.set(codes)  # type: ignore[arg-type]  # A region's key is its code.


@transaction.atomic
def propose(profil: Profil, offre: Offre, *, user: User, message: str = "") -> Proposition | None:
    """Propose an offer to a person of the pool, by mail; None if it was already proposed."""
    defaults = {"vitrine": offre.vitrine, "user": user, "message": message}
    proposal, is_new = Proposition.objects.get_or_create(profil=profil, offre=offre, defaults=defaults)
    if not is_new:
        return None
    post("proposition", profil.dossier, str(proposal.pk), about=proposal.pk)
    return proposal


def leave(dossier: Dossier) -> None:
    """Remove a person from the pool, and their consent."""
    Profil.objects.filter(dossier=dossier).delete()
    Dossier.objects.filter(pk=dossier.pk).update(agrees_to_pool=False)
