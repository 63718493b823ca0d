"""The demonstration's candidates: invented, plausible, with applications in every state."""

import datetime as dt
import io
import random
import uuid
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from candidatures.enums import DECIDED, Disponibilite, EtatCandidature
from candidatures.models import Candidature, Dossier, Message, Piece
from candidatures.vivier import join
from core import dsfr_bundle
from emplois.enums import Contrat, Experience, Teletravail
from emplois.models import Offre
from referentiels.models import Metier, Region
from vitrines.models import VitrinePage

FIRST = ("Ael", "Bilal", "Chloé", "Dania", "Elouan", "Fatou", "Gaspard", "Hoa", "Inès", "Joris", "Kenza", "Lison",
         "Malo", "Nour", "Oscar", "Perrine", "Ravi", "Sacha", "Tiphaine", "Yanis")  # fmt: skip
LAST = ("Abgrall", "Besson", "Cissé", "Delmas", "Etcheverry", "Ferrand", "Guyader", "Haddad", "Jourdain", "Kermarrec",
        "Lavigne", "Mercier", "Nguyen", "Ollivier", "Pereira", "Rousset", "Tessier", "Vasseur", "Ziani")  # fmt: skip
MOTIVATIONS = (
    "Après quatre ans dans une société de services, je cherche un travail dont je vois l’utilité. Votre projet touche "
    "des millions de personnes et son code est ouvert : c’est ce que j’ai envie de faire grandir.\n\nJe conçois et "
    "maintiens des services web en équipe, des échanges avec les usagers jusqu’à l’exploitation.",
    "J’administre des systèmes depuis six ans, d’abord dans un hôpital, puis dans une collectivité. J’aime ce qui "
    "tourne sans bruit. Votre offre parle d’automatisation et de sobriété : deux sujets que je pratique chaque jour.",
    "En reconversion après dix ans d’enseignement, j’ai suivi une formation d’un an et réalisé trois projets que vous "
    "pouvez lire en ligne. J’apporte de la pédagogie, de la rigueur, et l’habitude d’expliquer simplement.",
    "Je termine une thèse sur la détection d’anomalies et souhaite mettre ces méthodes au service de la sécurité "
    "publique. J’ai encadré deux stagiaires et publié les outils que j’ai développés.",
)
STATES = (
    EtatCandidature.RECUE,
    EtatCandidature.RECUE,
    EtatCandidature.A_LETUDE,
    EtatCandidature.ENTRETIEN,
    EtatCandidature.NON_RETENUE,
    EtatCandidature.RETENUE,
)
ANSWER = "Bonjour,\n\nMerci pour votre candidature : nous l’étudions et revenons vers vous sous deux semaines."
OFFERS, EACH = 40, 3
BUSY, MANY = {"dinum", "anssi"}, 9
"""Applications per offer, for the entities that receive more than the others."""


def load_applications(vitrines: Iterable[VitrinePage]) -> None:
    """Create applications to offers that accept them on this site, spontaneous ones, and a talent pool."""
    known = Offre.objects.public().filter(apply_here=True).select_related("vitrine").order_by("pk")
    number = 0
    for place, offre in enumerate(known):
        busy = offre.vitrine.slug in BUSY
        for _ in range(MANY if busy else 1 + place % EACH if place < OFFERS else 0):
            dossier = _dossier(number)
            _received(dossier, number, vitrine=offre.vitrine, offre=offre, offer_title=offre.title)
            number += 1
    for vitrine in islice(vitrines, 12):
        dossier = _dossier(number)
        _wish(dossier, number)
        _received(dossier, number, vitrine=vitrine, spontaneous=True)
        if number % 2:
            Dossier.objects.filter(pk=dossier.pk).update(agrees_to_pool=True)
            profil = join(dossier)
            profil.consented_at = profil.last_contact_at = dossier.sent_at
            profil.save()
        number += 1


def _dossier(number: int) -> Dossier:
    chance = random.Random(f"candidature {number}")  # noqa: S311  variety, not a secret
    name = f"{FIRST[number % len(FIRST)]} {LAST[(number * 7 + number // len(FIRST)) % len(LAST)]}"
    sent = timezone.now() - dt.timedelta(days=1 + number * 3 % 40, hours=number % 11)
    dossier = Dossier.objects.create(
        key=uuid.UUID(int=number + 1),
        fingerprint=f"{number:064d}",
        name=name,
        email=f"candidature{number}@exemple.invalid",
        motivation=MOTIVATIONS[number % len(MOTIVATIONS)],
        links="https://code.exemple.invalid/moi" if number % 3 == 0 else "",
        disponibilite=chance.choice(Disponibilite.values),
        experience=chance.choice(Experience.values),
        sent_at=sent,
        confirmed_at=sent + dt.timedelta(minutes=4),
    )
    content = curriculum(name, number)
    Piece.objects.create(
        form_key=dossier.key,
        dossier=dossier,
        file=ContentFile(content, "cv.pdf"),
        name="cv.pdf",
        size=len(content),
        pages=1,
        digest=f"{number:064d}",
    )
    return dossier


def _wish(dossier: Dossier, number: int) -> None:
    metiers, regions = Metier.objects.order_by("pk"), Region.objects.order_by("pk")
    dossier.metiers.set([metiers[number % 40], metiers[(number * 5 + 1) % 40]])
    dossier.regions.set([regions[number % 12]])
    wishes = {"contracts": [Contrat.CDI, Contrat.PERMANENT], "teletravail": Teletravail.PARTIEL}
    Dossier.objects.filter(pk=dossier.pk).update(**wishes)


def _received(dossier: Dossier, number: int, **to: Any) -> None:
    etat, sent = STATES[number % len(STATES)], dossier.sent_at
    answered = sent + dt.timedelta(days=1 + number % 9) if etat != EtatCandidature.RECUE else None
    if answered and answered > timezone.now():
        etat, answered = EtatCandidature.RECUE, None
    candidature = Candidature.objects.create(
        dossier=dossier,
        etat=etat,
        received_at=sent,
        opened_at=answered,
        opened_by=to["vitrine"].title if answered else "",
        answered_at=answered,
        decided_at=answered if etat in DECIDED else None,
        last_activity_at=answered or sent,
        **to,
    )
    if answered:
        Message.objects.create(candidature=candidature, text=ANSWER)
        candidature.evenements.create(
            name="etudier", from_etat=EtatCandidature.RECUE, to_etat=etat, at=answered, entity=to["vitrine"].title
        )


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Marianne, the DSFR's font, loaded by Pillow, whose default font has no accents."""
    marianne = TTFont(dsfr_bundle.DIST / "fonts" / "Marianne-Medium.woff2")
    marianne.flavor = None
    plain = io.BytesIO()
    marianne.save(plain)
    plain.seek(0)
    return ImageFont.truetype(plain, size)


def curriculum(name: str, number: int) -> bytes:
    """A page that looks like a CV of a fictional person."""
    page = Image.new("RGB", (744, 1052), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 744, 130), fill=(0, 0, 145))
    draw.text((48, 40), name, fill="white", font=_font(34))
    draw.text((48, 88), "Curriculum vitæ d’exemple", fill="white", font=_font(18))
    chance = random.Random(f"cv {number}")  # noqa: S311  variety, not a secret
    y = 180
    for heading in ("Expérience", "Projets", "Formation", "Compétences"):
        draw.text((48, y), heading, fill=(0, 0, 145), font=_font(22))
        y += 40
        for _ in range(chance.randrange(3, 6)):
            draw.rectangle((48, y, 48 + chance.randrange(300, 640), y + 10), fill=(214, 214, 224))
            y += 26
        y += 24
    written = io.BytesIO()
    page.save(written, "PDF", resolution=90, title="", producer="", creator="")
    return written.getvalue()
