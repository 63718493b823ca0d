"""The export of all data about a candidate (GDPR, articles 15 and 20)."""

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder

from .models import Candidature, Dossier, Profil
from .retention import deletion_of, pool_deletion


def serialized(dossier: Dossier) -> dict:
    """The dossier as plain values. It includes recruiters' notes, without their authors."""
    profil = Profil.objects.filter(dossier=dossier).first()
    sent = dossier.candidatures.select_related("vitrine", "motif")
    return {
        "nom": dossier.name,
        "courriel": dossier.email,
        "telephone": dossier.phone,
        "motivation": dossier.motivation,
        "liens": dossier.link_list,
        "disponibilite": dossier.get_disponibilite_display(),
        "experience": dossier.get_experience_display(),
        "metiers": [str(metier) for metier in dossier.metiers.all()],
        "regions": [str(region) for region in dossier.regions.all()],
        "contrats": dossier.contract_labels,
        "teletravail": dossier.get_teletravail_display(),
        "accepte_le_vivier": dossier.agrees_to_pool,
        "envoyee_le": dossier.sent_at,
        "confirmee_le": dossier.confirmed_at,
        "fichiers": [{"nom": piece.name, "octets": piece.size, "pages": piece.pages} for piece in dossier.pieces.all()],
        "candidatures": [_application(candidature) for candidature in sent],
        "vivier": _pool(profil) if profil else None,
        "courriels": list(dossier.courriels.values("kind", "created_at", "sent_at")),
    }


def _application(candidature: Candidature) -> dict:
    return {
        "entite": candidature.vitrine.title,
        "poste": candidature.subject,
        "etat": candidature.get_etat_display(),
        "ouverte_le": candidature.opened_at,
        "ouverte_par": candidature.opened_by,
        "motif": candidature.reason,
        "etapes": list(candidature.evenements.values("name", "from_etat", "to_etat", "at", "entity")),
        "messages": list(candidature.messages.values("from_candidate", "text", "created_at")),
        "notes": list(candidature.notes.values("text", "created_at")),
        "avis": list(candidature.avis.values_list("value", flat=True)),
        "etiquettes": list(candidature.etiquettes.values_list("name", flat=True)),
        "cv_lu": list(candidature.lectures.values("acces", "at")),
        "effacee_le": deletion_of(candidature).on,
    }


def _pool(profil: Profil) -> dict:
    return {
        "consentement_du": profil.consented_at,
        "cachee_a": [vitrine.title for vitrine in profil.excluded.all()],
        "offres_proposees": list(profil.propositions.values("offre__title", "vitrine__title", "message", "created_at")),
        "efface_le": pool_deletion(profil).on,
    }


def archive_of(dossier: Dossier) -> bytes:
    """A ZIP file with `donnees.json` and the candidate's files. Raises StorageUnavailable."""
    document = json.dumps(serialized(dossier), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", document)
        for number, piece in enumerate(dossier.pieces.all(), 1):
            archive.writestr(f"{number}-{piece.name}", piece.read())
    return packed.getvalue()
