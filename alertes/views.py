"""The public views of alerts. Links in mails contain a signed primary key, never an e-mail address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from emplois.browsing.criteria import Criteria
from emplois.browsing.offer_index import offer_index

from .forms import AlerteForm
from .models import Alerte
from .subscribing import ask, label


@never_cache
def creer(request: HttpRequest) -> HttpResponse:
    """Create an alert for the search of the query string. The answer does not reveal whether the address is known."""
    criteria = Criteria(request.GET, offer_index.current())
    form = AlerteForm(request.POST or None, request=request)
    unknown = criteria.places.unknown
    if request.method == "POST" and form.is_valid() and not unknown:
        ask(criteria, email=form.cleaned_data["email"], frequence=form.cleaned_data["frequence"])
        return redirect("alertes:envoyee")
    context = {
        "form": form,
        "label": label(criteria),
        "ignored": criteria.ignored,
        "unknown": unknown,
        "query": request.GET.urlencode(),
        "trail": [("Offres d’emploi", "/emplois/")],
        "trail_end": "Créer une alerte",
    }
    return render(request, "alertes/creer.html", context, status=422 if form.errors else 200)


def envoyee(request: HttpRequest) -> HttpResponse:
    """The page that asks to open the confirmation mail, the same whether a mail was sent or not."""
    return render(request, "alertes/envoyee.html", {"trail": [], "trail_end": "Alerte"})


@method_decorator(never_cache, name="dispatch")
class LinkView(View):
    """Base view of a link in a mail. A button makes the change, because mail scanners open links too."""

    template_name = ""

    def setup(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.alerte = Alerte.objects.from_token(token)
        self.done = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.alerte:
            self.act(self.alerte)
            self.done = True
        return self.answer(request)

    def act(self, alerte: Alerte) -> None:
        raise NotImplementedError

    def answer(self, request: HttpRequest) -> HttpResponse:
        status = 200 if self.alerte or self.done else 404
        response = render(request, self.template_name, {"alerte": self.alerte, "done": self.done}, status=status)
        response["Referrer-Policy"] = "same-origin"
        return response


class ConfirmAlertView(LinkView):
    template_name = "alertes/confirmer.html"

    def act(self, alerte: Alerte) -> None:
        alerte.confirm()


class RenewAlertView(LinkView):
    template_name = "alertes/renouveler.html"

    def act(self, alerte: Alerte) -> None:
        alerte.renew()


@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribeView(LinkView):
    """Unsubscribes. Mail programs post here without a cookie or a CSRF token (RFC 8058). Requests are idempotent."""

    template_name = "alertes/desabonner.html"

    def act(self, alerte: Alerte) -> None:
        alerte.delete()

    def answer(self, request: HttpRequest) -> HttpResponse:
        response = super().answer(request)
        response.status_code = 200
        return response
