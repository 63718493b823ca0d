"""Feeds of a list of offers: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, iCalendar (RFC 5545)."""

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from icalendar import Calendar, Event

from core.french import date_format
from emplois.browsing.results import Results, find
from emplois.models import Offre
from vitrines.addresses import vitrine_at

MOST = 50
"""Maximum number of offers in a feed, the newest first."""
MOST_DEADLINES = 500
CALENDAR_HOST = "site-metiers"


class FeedOffers:
    """The offers of a feed: those that match the query string, limited to one entity if the URL names it."""

    def __init__(self, request: HttpRequest, path: str = "") -> None:
        self.request, self.vitrine = request, vitrine_at(request, path) if path else None
        query = request.GET.copy()
        query["tri"] = "date"
        self.results: Results = find(query, below=self.vitrine.path if self.vitrine else "")

    @property
    def title(self) -> str:
        of = f" {self.vitrine.of_title}" if self.vitrine else " du numérique de l’État"
        filters = [label for _name, _value, label in self.results.criteria.active]
        return f"Offres d’emploi{of}" + (f" : {', '.join(filters)}" if filters else "")

    @property
    def html_url(self) -> str:
        path = f"{self.vitrine.url}offres/" if self.vitrine else "/emplois/"
        query = self.request.GET.urlencode()
        return self.request.build_absolute_uri(f"{path}?{query}" if query else path)

    def offers(self, most: int) -> list[Offre]:
        """The newest offers, at most `most`, with the fields of an entry loaded."""
        newest = self.results[0 : min(most, len(self.results))] if len(self.results) else []
        whole = Offre.objects.public().select_related("vitrine", "metier").in_bulk([offre.pk for offre in newest])
        return [whole[offre.pk] for offre in newest if offre.pk in whole]

    def address(self, offre: Offre) -> str:
        return self.request.build_absolute_uri(offre.get_absolute_url())


def summary(offre: Offre) -> str:
    """The text of an entry: entity, places, tags, pay and deadline on one line."""
    facts = [offre.vitrine.title, offre.places, *offre.card_tags, offre.pay]
    if offre.deadline:
        facts.append(f"Candidatures jusqu’au {date_format(offre.deadline, 'j F Y')} inclus")
    return " · ".join(fact for fact in facts if fact)


def _updated(offre: Offre) -> dt.datetime:
    return offre.last_published_at or offre.first_published_at


def _filled(feed: SyndicationFeed, source: FeedOffers) -> SyndicationFeed:
    for offre in source.offers(MOST):
        url = source.address(offre)
        feed.add_item(
            title=offre.title,
            link=url,
            description=summary(offre),
            unique_id=url,
            unique_id_is_permalink=True,
            author_name=offre.vitrine.title,
            pubdate=offre.first_published_at,
            updateddate=_updated(offre),
            categories=[str(offre.metier)] if offre.metier else [],
        )
    return feed


def _syndicated(kind: type[Rss201rev2Feed] | type[Atom1Feed]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, path: str = "") -> HttpResponse:
        source = FeedOffers(request, path)
        feed = kind(
            title=source.title,
            link=source.html_url,
            description="Les offres ouvertes, les plus récentes d’abord.",
            language="fr",
            feed_url=request.build_absolute_uri(),
            author_name="Portail des métiers du numérique de l’État",
        )
        response = HttpResponse(content_type=kind.content_type)
        _filled(feed, source).write(response, "utf-8")
        return response

    return view


rss, atom = _syndicated(Rss201rev2Feed), _syndicated(Atom1Feed)


def json_feed(request: HttpRequest, path: str = "") -> JsonResponse:
    """The offers as JSON Feed 1.1, with the same filters as the list."""
    source = FeedOffers(request, path)
    items = [
        {
            "id": (url := source.address(offre)),
            "url": url,
            "title": offre.title,
            "content_text": summary(offre),
            "date_published": offre.first_published_at.isoformat(),
            "date_modified": _updated(offre).isoformat(),
            "authors": [{"name": offre.vitrine.title}],
            "tags": [str(offre.metier)] if offre.metier else [],
            "language": "fr",
        }
        for offre in source.offers(MOST)
    ]
    payload = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.title,
        "home_page_url": source.html_url,
        "feed_url": request.build_absolute_uri(),
        "language": "fr",
        "items": items,
    }
    return JsonResponse(payload, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def calendar(request: HttpRequest, path: str = "") -> HttpResponse:
    """The deadlines of the offers as iCalendar all-day events, which do not mark the day as busy."""
    source, ics = FeedOffers(request, path), Calendar()
    ics.add("prodid", "-//Portail des métiers du numérique de l’État//FR")
    ics.add("version", "2.0")
    ics.add("x-wr-calname", f"Dates limites : {source.title}")
    for offre in source.offers(MOST_DEADLINES):
        if offre.deadline is None:
            continue
        event = Event()
        event.add("uid", f"offre-{offre.pk}@{CALENDAR_HOST}")
        event.add("dtstamp", _updated(offre).astimezone(dt.UTC))
        event.add("dtstart", offre.deadline)
        event.add("dtend", offre.deadline + dt.timedelta(days=1))
        event.add("summary", f"Dernier jour pour candidater : {offre.title}")
        event.add("description", summary(offre))
        event.add("url", source.address(offre))
        event.add("transp", "TRANSPARENT")
        ics.add_component(event)
    response = HttpResponse(ics.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dates-limites.ics"'
    return response
