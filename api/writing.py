"""The API endpoints that write offers: `POST /api/v2/offres/creer_modifier/` and `archiver/`.

Schema class names and docstrings appear in the OpenAPI document.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from echanges import pushing
from echanges.form import EXAMPLE, OffreEchangee
from echanges.pushing import OfferSender, Outcome
from echanges.pushing import Status as RowStatus

from . import schemas
from .keys import ApiKey, KeyedRequest, RequestRefused
from .offres import source_uuid
from .reading import refusal

router = Router()
_example: dict[str, Any] = EXAMPLE
MOST_OFFERS = 100
LARGEST_BODY = 5_000_000
"""Maximum body size in bytes: MOST_OFFERS offers with texts of maximum length."""
ANSWERS = {400: schemas.Refusal, 401: schemas.Refusal, 403: schemas.Refusal, 413: schemas.Refusal, 429: schemas.Refusal}


def _any_row(schema: dict) -> None:
    """Accept any row in the schema, because an invalid row gets its own errors in the response."""
    schema["items"] = {"anyOf": [schema["items"], {}]}


class Sent(Schema):
    """What is sent. Each row is checked by itself; one that is rejected stops no other."""

    source_id: str | None = Field(None, description="UUID de la source de la clé ; facultatif.")
    offres: list[OffreEchangee] = Field(min_length=1, max_length=MOST_OFFERS, json_schema_extra=_any_row)


class RowRefusal(Schema):
    champ: str = Field(description="Où, dans l’offre envoyée : « localisation.0.departement ».")
    message: str


class Row(Schema):
    reference: str
    statut: RowStatus
    id: int | None
    etat: str | None = Field(description="BROUILLON, PROGRAMMEE, OUVERTE, POURVUE, EXPIREE ou RETIREE.")
    en_relecture: bool = Field(description="Elle attend une relecture avant de paraître.")
    conserves: list[str] = Field(description="Champs qu’une personne a modifiés ici : ils restent les siens.")
    remarques: list[RowRefusal] = Field(description="Ce qui n’est pas conservé de l’envoi, ou l’est autrement.")
    erreurs: list[RowRefusal]


class Rejected(Schema):
    offer: dict
    error: dict


class Received(Schema):
    """What became of what was sent: the exchange's own counts, then each row, in the order it came."""

    created: int
    updated: int
    unchanged: int
    rejected: int
    errors: list[Rejected]
    offres: list[Row]


class ToArchive(Schema):
    reference: str = Field(min_length=1, max_length=100)
    source_id: str | None = None


BODIES = (Sent, ToArchive)
"""The request schemas. They are added to the OpenAPI document by hand, because the views parse the body row by row."""


class Archived(Schema):
    status: str


def _row(outcome: Outcome) -> dict:
    offre = outcome.offre
    return {
        "reference": outcome.reference,
        "statut": outcome.statut.value,
        "id": offre.pk if offre else None,
        "etat": offre.etat.value if offre else None,
        "en_relecture": outcome.en_relecture,
        "conserves": outcome.conserves,
        "remarques": [remark._asdict() for remark in outcome.remarques],
        "erreurs": [refusal._asdict() for refusal in outcome.erreurs],
    }


def _received(outcomes: list[Outcome]) -> dict:
    counts = {status.value: sum(outcome.statut == status for outcome in outcomes) for status in RowStatus}
    errors = [
        {
            "offer": {"reference": outcome.reference},
            "error": {refusal.champ or "offre": refusal.message for refusal in outcome.erreurs},
        }
        for outcome in outcomes
        if outcome.erreurs
    ]
    return counts | {"errors": errors, "offres": [_row(outcome) for outcome in outcomes]}


def _body(request: HttpRequest) -> dict:
    """The JSON object of the request body. Raises RequestRefused: 413 if it is too large, 400 if it is invalid."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise RequestRefused(413, "L’envoi dépasse 5 Mo : envoyez moins d’offres à la fois.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise RequestRefused(400, "Le corps de la requête n’est pas du JSON.") from None
    if not isinstance(body, dict):
        raise RequestRefused(400, "Un objet JSON est attendu.")
    return body


def _sender(request: KeyedRequest, body: dict) -> OfferSender:
    """The sender of the key. Raises RequestRefused (403) if the body names another source."""
    key = request.auth
    sender = OfferSender(key.vitrine, key.answers_for)
    if body.get("source_id") not in (None, source_uuid(sender.source)):
        raise RequestRefused(403, "Cette source n’est pas celle de la clé.")
    return sender


def _body_schema(schema: type[Schema], example: dict) -> dict:
    """The OpenAPI description of a request body that the view parses itself."""
    content = {"schema": {"$ref": f"#/components/schemas/{schema.__name__}"}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


@router.post(
    "/offres/creer_modifier/",
    auth=ApiKey(),
    response={201: Received, **ANSWERS},
    url_name="creer_modifier",
    summary="Créer ou modifier de 1 à 100 offres",
    description="Chaque offre est reconnue par sa référence dans la source de la clé. Une ligne refusée n’en arrête "
    "aucune autre, sauf avec `atomique=true` : alors rien n’est enregistré. Sans droit de publier sans relecture, "
    "l’offre suit le circuit de l’entité.",
    openapi_extra=_body_schema(Sent, {"offres": [_example]}),
    tags=["envoi d’offres"],
)
def create_or_update(request: KeyedRequest, atomique: bool = False) -> Status:
    """Create or update offers from an entity's software, each row on its own.

    The response lists the outcome of each row. This docstring is not published: `description=` is.
    """
    body = _body(request)
    rows = body.get("offres")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_OFFERS:
        raise RequestRefused(400, f"« offres » est une liste de 1 à {MOST_OFFERS} offres.")
    return Status(201, _received(pushing.push(rows, _sender(request, body), atomic=atomique)))


@router.post("/offres/archiver", auth=ApiKey(), response={200: Archived}, include_in_schema=False)
@router.post(
    "/offres/archiver/",
    auth=ApiKey(),
    response={200: Archived, 404: schemas.Refusal, **ANSWERS},
    url_name="archiver",
    summary="Retirer une offre",
    openapi_extra=_body_schema(ToArchive, {"reference": _example["identification"]["reference"]}),
    tags=["envoi d’offres"],
)
def archive(request: KeyedRequest) -> dict:
    # Unpublish one offer of the key's source. No docstring: django-ninja would add it to the OpenAPI document.
    body = _body(request)
    reference = body.get("reference")
    if not isinstance(reference, str) or not reference or "\x00" in reference:
        raise RequestRefused(400, "« reference » est obligatoire.")
    if pushing.archive(reference, _sender(request, body)) is None:
        raise RequestRefused(404, "Aucune offre de cette source ne porte cette référence.")
    return {"status": "ok"}


def refused(request: HttpRequest, exc: RequestRefused) -> HttpResponse:
    """Answer a refused request with its status, its message and its extra headers."""
    response = refusal(exc.status, exc.message)
    for name, value in exc.headers.items():
        response[name] = value
    return response
