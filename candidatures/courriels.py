"""Mails to candidates: queued in the transaction of their cause, rendered when `core.outbox` sends them.

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
"""How long a failed mail is retried; mail servers usually retry for five days."""


class MailContent(NamedTuple):
    """The subject, template name and context of a mail."""

    subject: str
    template: str
    context: dict


def _site(name: str, *args: str) -> str:
    return get_admin_base_url() + reverse(f"candidatures:{name}", args=args)


def _about(courriel: Courriel) -> int:
    """The primary key of the object of a mail, for kinds that have one."""
    return cast(int, courriel.about)


def _confirm(courriel: Courriel) -> MailContent | None:
    dossier = courriel.dossier
    if dossier.confirmed_at:
        return None
    sent_to = list(dossier.candidatures.select_related("vitrine"))
    url = _site("confirmer", dossier.link_token)
    return MailContent("Confirmez votre candidature", "confirmer", {"sent_to": sent_to, "url": url})


def _receipt(courriel: Courriel) -> MailContent:
    sent_to = list(courriel.dossier.candidatures.select_related("vitrine"))
    deletion = deletion_of(sent_to[0]) if sent_to else pool_deletion(courriel.dossier.profil)
    return MailContent("Votre candidature est bien arrivée", "recu", {"sent_to": sent_to, "deletion": deletion})


def _message(courriel: Courriel) -> MailContent | None:
    known = Message.objects.select_related("candidature__vitrine", "candidature__motif")
    message = known.filter(pk=_about(courriel)).first()
    if message is None or message.candidature.dossier_id is None:
        return None
    candidature = message.candidature
    context = {"message": message, "candidature": candidature, "deletion": deletion_of(candidature)}
    return MailContent(f"Votre candidature : {candidature.subject}", "message", context)


def _link(courriel: Courriel) -> MailContent:
    return MailContent("Le lien vers votre candidature", "lien", {})


def _ending(courriel: Courriel) -> MailContent | None:
    candidature = Candidature.objects.readable().filter(pk=_about(courriel)).select_related("vitrine").first()
    if candidature is None:
        return None
    url = _site("renouveler", courriel.dossier.link_token)
    context = {"candidature": candidature, "deletion": deletion_of(candidature), "url": url}
    return MailContent("Votre candidature sera bientôt effacée", "fin", context)


def _pool_ending(courriel: Courriel) -> MailContent | None:
    profil = getattr(courriel.dossier, "profil", None)
    if profil is None:
        return None
    url = _site("renouveler", courriel.dossier.link_token)
    return MailContent("Restez-vous dans le vivier ?", "fin_vivier", {"deletion": pool_deletion(profil), "url": url})


def _proposal(courriel: Courriel) -> MailContent | None:
    proposal = Proposition.objects.filter(pk=_about(courriel)).select_related("offre", "vitrine").first()
    if proposal is None or not proposal.offre.is_public:
        return None
    url = get_admin_base_url() + proposal.offre.get_absolute_url()
    return MailContent(
        f"Une offre pour vous : {proposal.offre.title}", "proposition", {"proposal": proposal, "url": url}
    )


KINDS: dict[str, Callable[[Courriel], MailContent | None]] = {
    "confirmer": _confirm,
    "recu": _receipt,
    "message": _message,
    "lien": _link,
    "fin": _ending,
    "fin_vivier": _pool_ending,
    "proposition": _proposal,
}
"""The function that builds each kind of mail; it returns None if the mail is no longer relevant."""


def post(kind: str, dossier: Dossier, key: str, *, about: int | None = None) -> bool:
    """Queue a mail to be sent after commit. `key` makes it unique within its kind; False if it is already queued."""
    try:
        with transaction.atomic():
            courriel = Courriel.objects.create(key=f"{kind}-{key}", kind=kind, dossier=dossier, about=about)
    except IntegrityError:
        return False
    outbox.send_on_commit(courriel)
    return True


def post_message(message: Message) -> None:
    """Queue the mail that sends an entity's message to the candidate."""
    post("message", message.candidature.readable_dossier, str(message.pk), about=message.pk)


def write(courriel: Courriel) -> EmailMessage | None:
    """Render the mail from current data; None if it is no longer relevant."""
    content = KINDS[courriel.kind](courriel)
    if content is None:
        return None
    dossier, site = courriel.dossier, get_admin_base_url()
    context = content.context | {"dossier": dossier, "site": site, "tracking": _site("suivi", dossier.link_token)}
    body = render_to_string(f"candidatures/mails/{content.template}.txt", context)
    return EmailMessage(content.subject, body, None, [dossier.email])
