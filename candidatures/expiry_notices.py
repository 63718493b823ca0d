"""Mails to candidates whose application, or profile in the pool, will soon be erased."""

from django.db import transaction
from django.utils import timezone

from .courriels import post
from .models import Candidature, Profil
from .retention import POOL_FOR, UNDECIDED_FOR, WARNED, deletion_of, pool_deletion


def warn() -> int:
    """Queue one mail per application or profile erased within WARNED. Returns the number of mails."""
    now, count = timezone.now(), 0
    limit = now - UNDECIDED_FOR + WARNED
    ending = Candidature.objects.readable().undecided().filter(last_activity_at__lte=limit, warned_at=None)
    for candidature in ending.select_related("dossier").iterator():
        with transaction.atomic():
            if Candidature.objects.filter(pk=candidature.pk, warned_at=None).update(warned_at=now):
                key = f"{candidature.pk}-{deletion_of(candidature).on}"
                count += post("fin", candidature.readable_dossier, key, about=candidature.pk)
    leaving = Profil.objects.filter(last_contact_at__lte=now - POOL_FOR + WARNED, warned_at=None)
    for profil in leaving.select_related("dossier").iterator():
        with transaction.atomic():
            if Profil.objects.filter(pk=profil.pk, warned_at=None).update(warned_at=now):
                count += post("fin_vivier", profil.dossier, f"{profil.pk}-{pool_deletion(profil).on}")
    return count
