"""Review by someone without an account: a link for one decision, sent by mail by someone who may decide."""

from csp.constants import SELF
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin.utils import get_admin_base_url, get_latest_str, get_user_display_name
from wagtail.models import TaskState

from core.mail import Mail, send_on_commit
from vitrines.models import EntityApprovalTask, ReviewLink
from vitrines.models.moderation import AlreadyDecided, approval_obstacles

from .decisions import NotApprovable, Outdated, decide
from .findings import checklist
from .forms import DecisionForm


class InviteForm(forms.Form):
    email = forms.EmailField(label="Adresse de courriel", max_length=254)


@transaction.atomic
def invite(task_state: TaskState, *, email: str, sender: AbstractBaseUser) -> ReviewLink:
    """Make a link to what waits in `task_state` and mail it to `email` once that is kept."""
    link = ReviewLink.objects.create(task_state=task_state, email=email, created_by=sender)
    send_on_commit(opinion_wanted, link.pk)
    return link


def opinion_wanted(pk: int) -> Mail | None:
    link = ReviewLink.objects.select_related("task_state__revision", "created_by").filter(pk=pk).first()
    if link is None or not link.is_usable or link.created_by is None or link.task_state.revision is None:
        return None
    title = get_latest_str(link.task_state.revision.content_object)
    context = {
        "title": title,
        "url": f"{get_admin_base_url()}{reverse('review_by_link', args=[link.token])}",
        "link": link,
        "sender": get_user_display_name(link.created_by),
    }
    return Mail(f"Votre avis sur « {title} »", render_to_string("vitrines/mails/review_link.txt", context), link.email)


@method_decorator(never_cache, name="dispatch")
class ByLinkView(View):
    """What the link shows: usable, or why it no longer is. No one learns more from a link that is none."""

    def setup(self, request: HttpRequest, *args, token: str, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.link = ReviewLink.objects.select_related("task_state__revision", "created_by").from_token(token)
        self.token = token

    @cached_property
    def reviewed(self) -> Model | None:
        return self.link.task_state.revision and self.link.task_state.revision.content_object

    @property
    def refusal(self) -> str:
        """Why nothing can be decided with this link; empty where something can."""
        if self.link is None:
            return "Ce lien n’est pas valable. Vérifiez que l’adresse est entière."
        if self.link.used_at:
            return "Ce lien a déjà servi : votre décision est enregistrée."
        if not self.link.is_usable:
            return "Ce lien a expiré. Demandez-en un autre à la personne qui vous l’a envoyé."
        state, sender = self.link.task_state, self.link.created_by
        if state.status != TaskState.STATUS_IN_PROGRESS:
            return "Une décision a déjà été prise : il n’y a plus rien à faire. Merci."
        reviewed = self.reviewed
        if reviewed is None or sender is None or not sender.is_active:
            return "Ce lien n’est plus valable."
        if not EntityApprovalTask.may_review(reviewed, sender):
            return "Ce lien n’est plus valable."
        return ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if refusal := self.refusal:
            status = 404 if self.link is None else 410
            response = render(request, "vitrines/review_closed.html", {"refusal": refusal}, status=status)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class OpinionView(ByLinkView):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._render(DecisionForm(initial={"revision": self.reviewed.latest_revision_id}))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._render(form)
        state = self.link.task_state
        comment = f"Décision par lien de {self.link.email}. {form.cleaned_data['comment'].strip()}".strip()
        try:
            with transaction.atomic():
                if not self.link.spend():
                    raise AlreadyDecided(state)
                decide(state, form.chosen, revision_id=form.cleaned_data["revision"], comment=comment)
        except AlreadyDecided:
            closed = {"refusal": "Une décision vient d’être prise. Merci."}
            return render(request, "vitrines/review_closed.html", closed, status=410)
        except (Outdated, NotApprovable) as error:
            form.refuse(error, self.reviewed)
            return self._render(form)
        return render(request, "vitrines/review_closed.html", {"done": form.chosen, "title": self._title})

    @property
    def _title(self) -> str:
        return get_latest_str(self.reviewed)

    def _render(self, form: DecisionForm) -> HttpResponse:
        reviewed = self.reviewed
        context = {
            "form": form,
            "link": self.link,
            "title": self._title,
            "type_name": reviewed._meta.verbose_name,
            "checklist": checklist(self.reviewed.get_latest_revision_as_object()),
            "obstacles": approval_obstacles(reviewed),
            "preview_url": reverse("review_preview_by_link", args=[self.token]),
        }
        return render(self.request, "vitrines/review_by_link.html", context)


def preview(obj: Model, request: HttpRequest) -> HttpResponse:
    """The version as the public would see it, in a frame of this site."""
    shown = {"in_preview_panel": True}  # Without the editor's own bar.
    response = obj.make_preview_request(request, obj.default_preview_mode, shown)
    response.headers.pop("Content-Security-Policy", None)  # The page's own says that nothing may frame it.
    response._csp_replace = {"frame-ancestors": [SELF]}
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


class PreviewByLinkView(ByLinkView):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return preview(self.reviewed.get_latest_revision_as_object(), request)
