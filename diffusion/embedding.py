"""Embeds an entity's offers in other sites, by an iframe or a script tag, without cookies or inline scripts."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt

from emplois.models import Offre
from vitrines.models import VitrinePage

DEFAULT_COUNT, MOST = 5, 20
SCRIPT = settings.BASE_DIR / "static" / "site" / "embed.js"


def _entity(key: str) -> VitrinePage:
    return get_object_or_404(VitrinePage.objects.live(), public_key=key)


def _count(request: HttpRequest) -> int:
    text = request.GET.get("nombre", "")
    return min(max(int(text[:3]), 1), MOST) if text.isascii() and text.isdecimal() else DEFAULT_COUNT


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def frame(request: HttpRequest, key: str) -> HttpResponse:
    """The list of an entity's offers without header or footer; any site may frame it."""
    vitrine = _entity(key)
    offers = list(Offre.objects.public().for_vitrine(vitrine).with_card()[: _count(request)])
    return render(request, "diffusion/frame.html", {"vitrine": vitrine, "offres": offers})


def script(request: HttpRequest) -> HttpResponse:
    """The embedding script, at a stable URL without a hash because entities write it in their pages."""
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def how_to(request: HttpRequest, key: str) -> HttpResponse:
    """A page with the two snippets, script and iframe, that embed an entity's offers."""
    vitrine = _entity(key)
    address = request.build_absolute_uri("/integrer/")
    title = f"Offres d’emploi {vitrine.of_short_name}"
    source = f"{address}offres.js"
    context = {
        "vitrine": vitrine,
        "script_tag": f'<script src="{source}" data-entite="{key}" data-nombre="{DEFAULT_COUNT}" async></script>',
        "iframe_tag": f'<iframe src="{address}{key}/?nombre={DEFAULT_COUNT}" title="{title}" width="100%" height="480" '
        'loading="lazy"></iframe>',
        "trail": [(vitrine.title, vitrine.url)],
        "trail_end": "Intégrer",
    }
    return render(request, "diffusion/how_to.html", context)
