"""The shared pool: entering it, leaving it, being pointed to an offer."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from emplois.models import Offre
from vitrines.models import VitrinePage

from .courriels import post
from .models import Dossier, Profil, Proposition


def join(dossier: Dossier, *, excluded: Iterable[VitrinePage] = ()) -> Profil:
    """Put a person into the pool, by the consent that their dossier holds. Once more changes nothing.

    Where they wished for nothing in particular, what they applied for says what they look for.
    """
    profil, is_new = Profil.objects.get_or_create(dossier=dossier)
    if is_new:
        profil.excluded.set(excluded)
        _wish_for_the_same(dossier)
    return profil


def _wish_for_the_same(dossier: Dossier) -> None:
    offers = Offre.objects.filter(candidatures__dossier=dossier)
    if not dossier.metiers.exists():
        dossier.metiers.set({offre.metier_id for offre in offers if offre.metier_id})
    if not dossier.regions.exists():
        of_commune = offers.values_list("lieux__commune__departement__region", flat=True)
        codes = {region for region in of_commune if region}
        dossier.regions.set(codes)  # type: ignore[arg-type]  # A region's key is its code.


@transaction.atomic
def propose(profil: Profil, offre: Offre, *, user: User, message: str = "") -> Proposition | None:
    """Point out an offer to someone of the pool, by mail; None where that was done already."""
    told = {"vitrine": offre.vitrine, "user": user, "message": message}
    proposal, is_new = Proposition.objects.get_or_create(profil=profil, offre=offre, defaults=told)
    if not is_new:
        return None
    post("proposition", profil.dossier, str(proposal.pk), about=proposal.pk)
    return proposal


def leave(dossier: Dossier) -> None:
    """Take a person out of the pool, and their consent with it."""
    Profil.objects.filter(dossier=dossier).delete()
    Dossier.objects.filter(pk=dossier.pk).update(agrees_to_pool=False)
