"""Mail to candidates: posted in the transaction that gives rise to it, written when `core.outbox` sends it.

A new kind is a line of `KINDS`, a function and a template of `templates/candidatures/mails/`.
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple, cast

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.admin.utils import get_admin_base_url

from core import outbox

from .models import Candidature, Courriel, Dossier, Message, Proposition
from .retention import deletion_of, pool_deletion

RETRIED_FOR = dt.timedelta(days=5)
"""As long as mail servers try themselves."""


class Words(NamedTuple):
    subject: str
    template: str
    context: dict


def _site(name: str, *args: str) -> str:
    return get_admin_base_url() + reverse(f"candidatures:{name}", args=args)


def _about(courriel: Courriel) -> int:
    """The key of what a mail is about, of the kinds that are about something."""
    return cast(int, courriel.about)


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
    message = known.filter(pk=_about(courriel)).first()
    if message is None or message.candidature.dossier_id is None:
        return None
    candidature = message.candidature
    told = {"message": message, "candidature": candidature, "deletion": deletion_of(candidature)}
    return Words(f"Votre candidature : {candidature.subject}", "message", told)


def _link(courriel: Courriel) -> Words:
    return Words("Le lien vers votre candidature", "lien", {})


def _ending(courriel: Courriel) -> Words | None:
    candidature = Candidature.objects.readable().filter(pk=_about(courriel)).select_related("vitrine").first()
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
    proposal = Proposition.objects.filter(pk=_about(courriel)).select_related("offre", "vitrine").first()
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
    outbox.send_on_commit(courriel)
    return True


def post_message(message: Message) -> None:
    post("message", message.candidature.readable_dossier, str(message.pk), about=message.pk)


def write(courriel: Courriel) -> EmailMessage | None:
    """The mail, in the words of this moment."""
    words = KINDS[courriel.kind](courriel)
    if words is None:
        return None
    dossier, site = courriel.dossier, get_admin_base_url()
    told = words.context | {"dossier": dossier, "site": site, "tracking": _site("suivi", dossier.link_token)}
    body = render_to_string(f"candidatures/mails/{words.template}.txt", told)
    return EmailMessage(words.subject, body, None, [dossier.email])
