"""`/donnees/`: the files, their page, their catalogue."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from echanges.csp.cards import COLUMNS

from ..models import Fichier
from .files import ENTITY_COLUMNS, FILES, OWN_COLUMNS

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
    files = [(found, FILES[found.name][0]) for found in Fichier.objects.filter(name__in=FILES)]
    columns = [*COLUMNS.values(), *OWN_COLUMNS]
    context = {"files": files, "columns": columns, "entity_columns": ENTITY_COLUMNS, "licence": LICENCE}
    return render(request, "diffusion/donnees.html", context | {"trail": [], "trail_end": "Données ouvertes"})


def file(request: HttpRequest, name: str) -> HttpResponse:
    """The file as it was last published; 404 before it ever was."""
    if name not in FILES:
        raise Http404
    found = get_object_or_404(Fichier, name=name)
    etag, modified = f'"{found.checksum[:32]}"', int(found.made_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = FileResponse(found.file.open("rb"), filename=name, content_type=FILES[name][1])
        response["Last-Modified"] = http_date(modified)
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    return response


def catalogue(request: HttpRequest) -> JsonResponse:
    """The data sets after DCAT (W3C, version 3), as JSON-LD."""
    files = {found.name: found for found in Fichier.objects.filter(name__in=FILES)}
    told = {
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
            _dataset(request, name, [found for file, found in files.items() if file.startswith(f"{name}.")])
            for name in DATASETS
        ],
    }
    return JsonResponse(told, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})


def _dataset(request: HttpRequest, name: str, files: list[Fichier]) -> dict:
    title, keywords = DATASETS[name]
    return {
        "@id": request.build_absolute_uri(f"/donnees/#{name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": f"site-metiers-{name}",
        "dct:title": title,
        "dct:description": FILES[f"{name}.csv"][0],
        "dct:license": {"@id": LICENCE},
        "dct:publisher": PUBLISHER,
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "dct:spatial": {"@id": FRANCE},
        "dct:modified": max((found.made_at for found in files), default=None),
        "dcat:keyword": keywords,
        "dcat:landingPage": {"@id": request.build_absolute_uri("/donnees/")},
        "dcat:distribution": [_distribution(request, found) for found in files],
    }


def _distribution(request: HttpRequest, found: Fichier) -> dict:
    url = request.build_absolute_uri(f"/donnees/{found.name}")
    return {
        "@type": "dcat:Distribution",
        "dct:title": FILES[found.name][0],
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": FILES[found.name][1],
        "dct:format": {"@id": FORMATS + found.name.rpartition(".")[2].upper()},
        "dct:license": {"@id": LICENCE},
        "dcat:byteSize": found.size,
        "dct:modified": found.made_at,
        "spdx:checksum": {"spdx:algorithm": "SHA256", "spdx:checksumValue": found.checksum},
    }
