"""The public addresses of alerts. Links of mails carry a signed number, never an address."""

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
    """Ask to be told of new offers of the search in the query string; it thanks in the same words whatever happens."""
    criteria = Criteria(request.GET, offer_index.current())
    form = AlerteForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        ask(criteria, email=form.cleaned_data["email"], frequence=form.cleaned_data["frequence"])
        return redirect("alertes:envoyee")
    context = {
        "form": form,
        "label": label(criteria),
        "ignored": criteria.ignored,
        "trail": [("Offres d’emploi", "/emplois/")],
        "trail_end": "Créer une alerte",
    }
    return render(request, "alertes/creer.html", context, status=422 if form.errors else 200)


def envoyee(request: HttpRequest) -> HttpResponse:
    return render(request, "alertes/envoyee.html", {"trail": [], "trail_end": "Alerte"})


@method_decorator(never_cache, name="dispatch")
class LinkView(View):
    """Opened from a mail; what it does is done by a button, since mail scanners open links too."""

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


class ConfirmView(LinkView):
    template_name = "alertes/confirmer.html"

    def act(self, alerte: Alerte) -> None:
        alerte.confirm()


class RenewView(LinkView):
    template_name = "alertes/renouveler.html"

    def act(self, alerte: Alerte) -> None:
        alerte.renew()


@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribeView(LinkView):
    """RFC 8058: a mail program posts here without cookie or token of ours. Once gone, asking again is no error."""

    template_name = "alertes/desabonner.html"

    def act(self, alerte: Alerte) -> None:
        alerte.delete()

    def answer(self, request: HttpRequest) -> HttpResponse:
        response = super().answer(request)
        response.status_code = 200
        return response
