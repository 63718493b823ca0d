"""Review links for people without an account: a reviewer sends one to ask for an opinion or delegate the decision."""

from typing import Any

from csp.constants import SELF
from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin.utils import get_admin_base_url, get_latest_str, get_user_display_name
from wagtail.log_actions import LogFormatter, log
from wagtail.models import ModelLogEntry, PreviewableMixin, TaskState

from core.mail import Mail, recipient, send_on_commit
from core.wagtail_seams import replace_csp

from .decisions import NotApprovable, Outdated, decide
from .findings import checklist
from .forms import DecisionForm, OpinionForm
from .models import AlreadyDecided, EntityApprovalTask, ReviewLink, approval_obstacles

OPINION = "vitrines.opinion"
USED = {
    False: "Ce lien a déjà servi : votre avis est enregistré.",
    True: "Ce lien a déjà servi : votre décision est enregistrée.",
}


class OpinionFormatter(LogFormatter):
    """Formats an opinion in the history, with its author."""

    label = "Donner un avis"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return f"Avis par lien, {log_entry.data['person']} : {log_entry.data['opinion'].lower()}"

    def format_comment(self, log_entry: ModelLogEntry) -> str:
        return log_entry.data["comment"]


class InviteForm(forms.Form):
    name = forms.CharField(label="Nom de la personne", max_length=120, help_text="L’historique la nomme.")
    email = forms.EmailField(label="Adresse de courriel", max_length=254)
    may_decide = forms.BooleanField(
        label="Lui confier la décision",
        required=False,
        help_text="Elle pourra approuver, et donc publier, à votre place. Sinon, elle donne un avis et vous décidez.",
    )


@transaction.atomic
def invite(task_state: TaskState, *, name: str, email: str, sender: User, may_decide: bool = False) -> ReviewLink:
    """Create a link to review `task_state`, and mail it to `email` after the transaction commits."""
    recipient_fields = {"name": name, "email": email, "may_decide": may_decide}
    link = ReviewLink.objects.create(task_state=task_state, created_by=sender, **recipient_fields)
    send_on_commit(opinion_wanted, link.pk)
    return link


def opinion_wanted(pk: int) -> Mail | None:
    """The mail with the link, to the invited person; None if the link is no longer usable."""
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
    return Mail(f"Votre avis sur « {title} »", render_to_string("relecture/mails/review_link.txt", context), link.email)


def opinion_given(pk: int) -> Mail | None:
    """The mail with the opinion, to the reviewer who asked for it; None if their account or the revision is gone."""
    link = ReviewLink.objects.select_related("task_state__revision", "created_by").filter(pk=pk).first()
    sender = link and recipient(link.created_by_id or 0)
    if link is None or sender is None or link.task_state.revision is None:
        return None
    title = get_latest_str(link.task_state.revision.content_object)
    url = f"{get_admin_base_url()}{reverse('review', args=[link.task_state_id])}"
    body = render_to_string("relecture/mails/opinion_given.txt", {"link": link, "title": title, "url": url})
    return Mail(f"Avis reçu sur « {title} »", body, sender.email)


@method_decorator(never_cache, name="dispatch")
class ByLinkView(View):
    """Base view of a link. If it cannot be used, it displays the reason: 404 if unknown, 410 if used or expired."""

    def setup(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        link = ReviewLink.objects.select_related("task_state__revision", "created_by").from_token(token)
        self.is_known, self.token = link is not None, token
        if link is not None:
            self.link = link

    @cached_property
    def reviewed(self) -> Any:
        """The reviewed page or snippet; None if it is deleted."""
        return self.link.task_state.revision and self.link.task_state.revision.content_object

    @property
    def refusal(self) -> str:
        """Why the link cannot be used, in French; empty if it can."""
        if not self.is_known:
            return "Ce lien n’est pas valable. Vérifiez que l’adresse est entière."
        if self.link.used_at:
            return USED[self.link.may_decide]
        if not self.link.is_usable:
            return "Ce lien a expiré. Demandez-en un autre à la personne qui vous l’a envoyé."
        state, sender = self.link.task_state, self.link.created_by
        if state.status != TaskState.STATUS_IN_PROGRESS:
            return "Une décision a déjà été prise : il n’y a plus rien à faire. Merci."
        reviewed = self.reviewed
        if (
            reviewed is None
            or sender is None
            or not (sender.is_active and EntityApprovalTask.may_review(reviewed, sender))
        ):
            return "Ce lien n’est plus valable."
        return ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if refusal := self.refusal:
            status = 410 if self.is_known else 404
            response = render(request, "relecture/review_closed.html", {"refusal": refusal}, status=status)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class OpinionView(ByLinkView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.link.may_decide:
            return self._render(OpinionForm())
        return self._render(DecisionForm(initial={"revision": self.reviewed.latest_revision_id}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._decide(request) if self.link.may_decide else self._advise(request)

    def _advise(self, request: HttpRequest) -> HttpResponse:
        form = OpinionForm(request.POST)
        if not form.is_valid():
            return self._render(form)
        title, link = self._title, self.link
        with transaction.atomic():
            if link.spend():
                link.opinion, link.comment = form.cleaned_data["opinion"], form.cleaned_data["comment"].strip()
                link.save(update_fields=["opinion", "comment"])
                data = {"person": link.person, "opinion": link.get_opinion_display(), "comment": link.comment}
                log(instance=self.reviewed, action=OPINION, data=data)
                send_on_commit(opinion_given, link.pk)
        return render(request, "relecture/review_closed.html", {"advised": True, "title": title})

    def _decide(self, request: HttpRequest) -> HttpResponse:
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._render(form)
        state = self.link.task_state
        sender = get_user_display_name(self.link.created_by)
        entrusted = f"Décision par lien : {self.link.person}, à qui {sender} l’a confiée."
        comment = f"{entrusted} {form.cleaned_data['comment'].strip()}".strip()
        try:
            with transaction.atomic():
                if not self.link.spend():
                    raise AlreadyDecided(state)
                decide(state, form.chosen, revision_id=form.cleaned_data["revision"], comment=comment)
        except AlreadyDecided:
            closed = {"refusal": "Une décision vient d’être prise. Merci."}
            return render(request, "relecture/review_closed.html", closed, status=410)
        except (Outdated, NotApprovable) as error:
            form.refuse(error, self.reviewed)
            return self._render(form)
        return render(request, "relecture/review_closed.html", {"done": form.chosen, "title": self._title})

    @property
    def _title(self) -> str:
        return get_latest_str(self.reviewed)

    def _render(self, form: DecisionForm | OpinionForm) -> HttpResponse:
        reviewed = self.reviewed
        context = {
            "form": form,
            "choice": form["decision" if self.link.may_decide else "opinion"],
            "link": self.link,
            "title": self._title,
            "type_name": reviewed._meta.verbose_name,
            "checklist": checklist(self.reviewed.get_latest_revision_as_object()),
            "obstacles": approval_obstacles(reviewed),
            "preview_url": reverse("review_preview_by_link", args=[self.token]),
        }
        return render(self.request, "relecture/review_by_link.html", context)


def preview(obj: PreviewableMixin, request: HttpRequest) -> HttpResponse:
    """Render the version as the public would see it, framable by this site only."""
    extra_attrs = {"in_preview_panel": True}  # Hides Wagtail's userbar.
    response = obj.make_preview_request(request, obj.default_preview_mode, extra_attrs)
    response.headers.pop("Content-Security-Policy", None)  # The page's own header forbids framing.
    replace_csp(response, {"frame-ancestors": [SELF]})
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


class PreviewByLinkView(ByLinkView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return preview(self.reviewed.get_latest_revision_as_object(), request)
