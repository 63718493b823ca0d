"""Mail to candidates: posted in the transaction that gives rise to it, written when it is sent, sent at least once.

The outbox (`Courriel`) is the truth, the task queue only wakes it up, and the clock looks after what was left behind: a
worker may be killed at any step. Were it killed between the server's taking a mail and our writing that down, the mail
is sent again with the same Message-ID, by which mail programs know it for the same. The queue holds a number, never an
address or a word.
"""

import datetime as dt
import logging
from collections.abc import Callable
from smtplib import SMTPException
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from wagtail.admin.utils import get_admin_base_url

from .models import Candidature, Courriel, Dossier, Message, Proposition
from .retention import deletion_of, pool_deletion

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
GIVEN_UP_AFTER = dt.timedelta(days=5)
"""As long as mail servers try themselves."""


class Words(NamedTuple):
    subject: str
    template: str
    context: dict


def _site(name: str, *args) -> str:
    return get_admin_base_url() + reverse(f"candidatures:{name}", args=args)


def _confirm(courriel: Courriel) -> Words | None:
    dossier = courriel.dossier
    if dossier.confirmed_at:
        return None
    sent_to = list(dossier.candidatures.select_related("vitrine"))
    url = _site("confirmer", dossier.link_token)
    return Words("Confirmez votre candidature", "confirmer", {"sent_to": sent_to, "url": url})


def _receipt(courriel: Courriel) -> Words:
    sent_to = list(courriel.dossier.candidatures.select_related("vitrine"))
    deletion = deletion_of(sent_to[0]) if sent_to else pool_deletion(courriel.dossier.profil)
    return Words("Votre candidature est bien arrivée", "recu", {"sent_to": sent_to, "deletion": deletion})


def _message(courriel: Courriel) -> Words | None:
    known = Message.objects.select_related("candidature__vitrine", "candidature__motif")
    message = known.filter(pk=courriel.about).first()
    if message is None or message.candidature.dossier_id is None:
        return None
    candidature = message.candidature
    told = {"message": message, "candidature": candidature, "deletion": deletion_of(candidature)}
    return Words(f"Votre candidature : {candidature.subject}", "message", told)


def _link(courriel: Courriel) -> Words:
    return Words("Le lien vers votre candidature", "lien", {})


def _ending(courriel: Courriel) -> Words | None:
    candidature = Candidature.objects.readable().filter(pk=courriel.about).select_related("vitrine").first()
    if candidature is None:
        return None
    url = _site("renouveler", courriel.dossier.link_token)
    told = {"candidature": candidature, "deletion": deletion_of(candidature), "url": url}
    return Words("Votre candidature sera bientôt effacée", "fin", told)


def _pool_ending(courriel: Courriel) -> Words | None:
    profil = getattr(courriel.dossier, "profil", None)
    if profil is None:
        return None
    url = _site("renouveler", courriel.dossier.link_token)
    return Words("Restez-vous dans le vivier ?", "fin_vivier", {"deletion": pool_deletion(profil), "url": url})


def _proposal(courriel: Courriel) -> Words | None:
    proposal = Proposition.objects.filter(pk=courriel.about).select_related("offre", "vitrine").first()
    if proposal is None or not proposal.offre.is_public:
        return None
    url = get_admin_base_url() + proposal.offre.get_absolute_url()
    return Words(f"Une offre pour vous : {proposal.offre.title}", "proposition", {"proposal": proposal, "url": url})


KINDS: dict[str, Callable[[Courriel], Words | None]] = {
    "confirmer": _confirm,
    "recu": _receipt,
    "message": _message,
    "lien": _link,
    "fin": _ending,
    "fin_vivier": _pool_ending,
    "proposition": _proposal,
}
"""What each kind of mail says; None where there is no longer anything to say."""


def post(kind: str, dossier: Dossier, key: str, *, about: int | None = None) -> bool:
    """Put a mail into the outbox, to be sent once that is committed; False where its key is there already."""
    try:
        with transaction.atomic():
            courriel = Courriel.objects.create(key=f"{kind}-{key}", kind=kind, dossier=dossier, about=about)
    except IntegrityError:
        return False
    transaction.on_commit(lambda: send_courriel.enqueue(courriel.pk))
    return True


def post_message(message: Message) -> None:
    post("message", message.candidature.dossier, str(message.pk), about=message.pk)


@task(priority=50)
def send_courriel(key: int) -> None:
    """Send one mail of the outbox, unless that has been done or is being done."""
    courriel = Courriel.objects.select_related("dossier").filter(pk=key).first()
    if courriel is not None and courriel.claim():
        _send(courriel)


def send_due() -> int:
    """Wake up what is due in the outbox: what failed, and what a worker left behind; how many."""
    keys = list(Courriel.objects.due().values_list("pk", flat=True)[:500])
    for key in keys:
        send_courriel.enqueue(key)
    return len(keys)


def written(courriel: Courriel) -> EmailMessage | None:
    """The mail, in the words of this moment."""
    words = KINDS[courriel.kind](courriel)
    if words is None:
        return None
    dossier, site = courriel.dossier, get_admin_base_url()
    told = words.context | {"dossier": dossier, "site": site, "tracking": _site("suivi", dossier.link_token)}
    body = render_to_string(f"candidatures/mails/{words.template}.txt", told)
    domain = urlsplit(site).hostname
    headers = {"Message-ID": f"<{courriel.key}.{courriel.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(words.subject.split())[:200], body, None, [dossier.email], headers=headers)


def _send(courriel: Courriel) -> None:
    message = written(courriel)
    try:
        if message is not None:
            message.send()
    except (OSError, SMTPException, ValueError) as error:
        tries = courriel.tries + 1
        logger.warning("Courriel n° %s, essai %s : %s.", courriel.pk, tries, type(error).__name__)
        pause = min(FIRST_PAUSE * 2**courriel.tries, LONGEST_PAUSE)
        given_up = timezone.now() - courriel.created_at > GIVEN_UP_AFTER
        again = {"claimed_at": None, "tries": tries, "not_before": timezone.now() + pause, "given_up": given_up}
        Courriel.objects.filter(pk=courriel.pk).update(**again)  # The clock wakes it up.
        return
    Courriel.objects.filter(pk=courriel.pk).update(sent_at=timezone.now())
