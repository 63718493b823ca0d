"""The pages under `/donnees/`: the list of files, the files, their DCAT catalogue."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from echanges.csp.cards import COLUMNS

from ..models import Fichier
from ..serving_files import serve
from ..whole_files import ENTITY_COLUMNS, OPEN_DATA, OWN_COLUMNS

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
FRANCE = "http://publications.europa.eu/resource/authority/country/FRA"
FORMATS = "http://publications.europa.eu/resource/authority/file-type/"
PUBLISHER = {"@type": "foaf:Organization", "foaf:name": "Portail des métiers du numérique de l’État"}
DATASETS = {
    "offres": ("Offres d’emploi du numérique de l’État", ["emploi", "numérique", "fonction publique", "recrutement"]),
    "entites": ("Entités numériques de l’État qui recrutent", ["administration", "numérique", "organisation"]),
}


def index(request: HttpRequest) -> HttpResponse:
    """The page of open data: published files, their columns and their licence."""
    files = [(fichier, OPEN_DATA[fichier.name].title) for fichier in Fichier.objects.filter(name__in=OPEN_DATA)]
    columns = [*COLUMNS.values(), *OWN_COLUMNS]
    context = {"files": files, "columns": columns, "entity_columns": ENTITY_COLUMNS, "licence": LICENCE}
    return render(request, "diffusion/donnees.html", context | {"trail": [], "trail_end": "Données ouvertes"})


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of open data to download; 404 for an unknown name."""
    if name not in OPEN_DATA:
        raise Http404
    return serve(request, name, OPEN_DATA[name].media_type)


def catalogue(request: HttpRequest) -> JsonResponse:
    """The catalogue of data sets as JSON-LD, with the DCAT vocabulary (W3C, version 3)."""
    files = {fichier.name: fichier for fichier in Fichier.objects.filter(name__in=OPEN_DATA)}
    payload = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
        },
        "@id": request.build_absolute_uri(),
        "@type": "dcat:Catalog",
        "dct:title": "Données ouvertes du portail des métiers du numérique de l’État",
        "dct:language": "fr",
        "dct:publisher": PUBLISHER,
        "dcat:dataset": [
            _dataset(request, name, [fichier for file, fichier in files.items() if file.startswith(f"{name}.")])
            for name in DATASETS
        ],
    }
    return JsonResponse(payload, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})


def _dataset(request: HttpRequest, name: str, files: list[Fichier]) -> dict:
    title, keywords = DATASETS[name]
    return {
        "@id": request.build_absolute_uri(f"/donnees/#{name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": f"site-metiers-{name}",
        "dct:title": title,
        "dct:description": OPEN_DATA[f"{name}.csv"].title,
        "dct:license": {"@id": LICENCE},
        "dct:publisher": PUBLISHER,
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "dct:spatial": {"@id": FRANCE},
        "dct:modified": max((fichier.made_at for fichier in files), default=None),
        "dcat:keyword": keywords,
        "dcat:landingPage": {"@id": request.build_absolute_uri("/donnees/")},
        "dcat:distribution": [_distribution(request, fichier) for fichier in files],
    }


def _distribution(request: HttpRequest, fichier: Fichier) -> dict:
    url = request.build_absolute_uri(f"/donnees/{fichier.name}")
    return {
        "@type": "dcat:Distribution",
        "dct:title": OPEN_DATA[fichier.name].title,
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": OPEN_DATA[fichier.name].media_type,
        "dct:format": {"@id": FORMATS + fichier.name.rpartition(".")[2].upper()},
        "dct:license": {"@id": LICENCE},
        "dcat:byteSize": fichier.size,
        "dct:modified": fichier.made_at,
        "spdx:checksum": {"spdx:algorithm": "SHA256", "spdx:checksumValue": fichier.checksum},
    }
