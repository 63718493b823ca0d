"""The public views of the search."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from emplois import finding
from emplois.browsing.alternatives import Alternatives
from emplois.browsing.criteria_fields import LONGEST_TEXT
from emplois.models import Offre
from reperes.glossary import glossary

from .forms import ProfileForm
from .models import PageKind
from .place_suggestions import suggest_places
from .profile import match
from .site import PageSearch, offer_group, offers, promoted
from .suggestions import suggest

A_PAGE = 20


def asked(request: HttpRequest) -> str:
    """The search text `q` of the query string, without NUL characters, cut to `LONGEST_TEXT`."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]


def suggestions(request: HttpRequest) -> JsonResponse:
    """Suggestions for the text typed so far, `q`, as JSON: kind, label, detail and URL of each."""
    return JsonResponse({"suggestions": [suggestion._asdict() for suggestion in suggest(asked(request))]})


def lieux(request: HttpRequest) -> JsonResponse:
    """Places for the text typed so far, `q`, as JSON; with `communes`, communes and arrondissements only."""
    suggested = suggest_places(asked(request), areas_too="communes" not in request.GET)
    return JsonResponse({"suggestions": [suggestion._asdict() for suggestion in suggested]})


def _of_the_list(request: HttpRequest, text: str) -> QueryDict:
    """The query string of the list of offers: `text` as words, and the filters of the request."""
    query = request.GET.copy()
    for name in ("type", "page", "q"):
        query.pop(name, None)
    for name, values in list(query.lists()):
        if not any(values):
            del query[name]
    if text:
        query["q"] = text
    return query


def recherche(request: HttpRequest) -> HttpResponse:
    """The results for `q`, a few of each kind; or, with `type`, all pages of one kind, paginated."""
    text, kind = asked(request), request.GET.get("type")
    words = glossary.current().named_in(text)
    context = {"asked": text, "definitions": words, "trail": [], "trail_end": "Recherche"}
    query = _of_the_list(request, text)
    if not text and query:
        return redirect(f"{reverse('emplois:liste')}?{query.urlencode()}")
    if not text:
        return render(request, "search/recherche.html", context)
    if kind in PageKind.values:
        search = PageSearch(text)
        page_obj = Paginator(search.by_kind[kind], A_PAGE).get_page(request.GET.get("page"))
        hits = search.hits(list(page_obj.object_list)).values()
        following = request.GET.copy()
        following.pop("page", None)
        return render(
            request,
            "search/une_sorte.html",
            context
            | {"label": PageKind(kind).label, "hits": hits, "page_obj": page_obj, "paginator": page_obj.paginator}
            | {"query": following.urlencode()},
        )
    results = offers(query)
    criteria = results.criteria
    if results.fruitless:
        finding.fruitless.send(sender=Offre, text=results.fruitless)
    meant = results.corrected or text
    of_offers = [] if criteria.unsearchable else [offer_group(results, meant)]
    groups = [*of_offers, *PageSearch(meant).groups()]
    groups = [group for group in groups if group.hits]
    return render(
        request,
        "search/recherche.html",
        context
        | {"groups": groups, "promoted": promoted(text), "results": results, "criteria": criteria}
        | {"alternatives": Alternatives(results)}
        | {"list_query": query.urlencode(), "filtered": any(name not in ("q", "exact") for name in query)}
        | {"corrected": results.corrected if groups else ""},
    )


@cache_control(private=True, no_cache=True)  # Kept for the way back, which « no-store » forbids to a form's answer.
@sensitive_post_parameters()
def profil(request: HttpRequest) -> HttpResponse:
    """Offers for the pasted skills or CV. Sent by POST, so that no URL or log contains the text."""
    form = ProfileForm(request.POST or None)
    matches = None
    if request.method == "POST" and form.is_valid():
        matches = match(form.cleaned_data["text"], form.cleaned_data["commune"], form.wishes)
    context = {
        "form": form,
        "matches": matches,
        "trail": [("Offres d’emploi", "/emplois/")],
        "trail_end": "Selon vos compétences",
    }
    return render(request, "search/profil.html", context, status=422 if form.errors else 200)
