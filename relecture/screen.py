"""The review screen: preview, changes, checklist and decision on one page."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.panels import Panel, get_edit_handler
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, TaskState, WorkflowMixin

from core.french import date_format, duration
from core.signed_in import SignedInRequest

from . import by_link
from .decisions import Decision, NotApprovable, Outdated, decide
from .findings import checklist
from .forms import DecisionForm
from .models import AlreadyDecided, DecisionTemplate, EntityApprovalTask, ReviewLink, approval_obstacles

if TYPE_CHECKING:
    _View = View
else:
    _View = object


def decision_message(error: AlreadyDecided) -> str:
    """A message in French that says who has already decided, what and when."""
    state = error.state
    link = state.review_links.filter(used_at__isnull=False, may_decide=True).order_by("-used_at").first()
    who = get_user_display_name(state.finished_by) if state.finished_by else link.person if link else "un lien"
    what = {"approved": "approuvé", "rejected": "demandé des changements"}.get(state.status, "retiré la demande")
    when = date_format(localtime(state.finished_at), "j F à H:i") if state.finished_at else ""
    return f"Une décision a déjà été prise : {who} a {what}, le {when}. La vôtre n’a pas été enregistrée."


class Reviewed(_View):
    """Mixin that loads the task state of the URL; 404 for users who may not publish the reviewed object."""

    def setup(self, request: HttpRequest, *args: Any, task_state_id: int, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.task_state = get_object_or_404(
            TaskState.objects.select_related("workflow_state", "revision", "finished_by"), pk=task_state_id
        )
        stored = self.task_state.revision and self.task_state.revision.content_object
        task = self.task_state.task.specific
        if stored is None or not isinstance(task, EntityApprovalTask) or not request.user.is_authenticated:
            raise Http404
        if not task.may_review(stored, request.user):
            raise Http404
        self.stored: WorkflowMixin = stored

    @cached_property
    def waiting(self) -> WorkflowMixin:
        """The version under review, which an approval publishes."""
        return self.stored.get_latest_revision_as_object()


class ReviewView(Reviewed, WagtailAdminTemplateMixin, TemplateView):
    template_name = "relecture/cms/review.html"
    page_title = "Relire"
    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list:
        return []

    def get_page_subtitle(self) -> str:
        return get_latest_str(self.stored)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            messages.warning(request, decision_message(AlreadyDecided(self.task_state)))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        initial = {"revision": self.stored.latest_revision_id}
        context = {
            "form": DecisionForm(initial=initial),
            "link_form": by_link.InviteForm(),
            "links": self.task_state.review_links.filter(used_at__isnull=True).order_by("pk"),
            "opinions": self.task_state.review_links.exclude(opinion="").order_by("used_at"),
            "obj": self.waiting,
            "type_name": self.waiting._meta.verbose_name,
            "task_state": self.task_state,
            "submitted_by": self.task_state.workflow_state.requested_by,
            "checklist": checklist(self.waiting),
            "obstacles": approval_obstacles(self.stored),
            "derogation": getattr(self.waiting, "derogation", ""),
            "changes": self._changes(),
            "is_first": not self.stored.live,
            "templates": DecisionTemplate.objects.all(),
            "edit_url": edit_url(self.stored),
        }
        return super().get_context_data(**context | kwargs)

    def _changes(self) -> list:
        """The field comparisons between the published version and the one under review; empty if none is published."""
        if not self.stored.live:
            return []
        panel = _edit_handler(self.stored).get_bound_panel(instance=self.stored, request=self.request, form=None)
        compared = (comparison(self.stored, self.waiting) for comparison in panel.get_comparison())
        return [change for change in compared if change.has_changed()]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "email" in request.POST:
            return self._invite(request)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            decide(
                self.task_state,
                form.chosen,
                revision_id=form.cleaned_data["revision"],
                comment=form.cleaned_data["comment"].strip(),
                user=request.user,
            )
        except AlreadyDecided as error:
            messages.warning(request, decision_message(error))
            return redirect("wagtailadmin_home")
        except (Outdated, NotApprovable) as error:
            form.refuse(error, self.stored)
            return self.render_to_response(self.get_context_data(form=form))
        self.stored.refresh_from_db()
        messages.success(request, _done(form.chosen, self.stored))
        following = TaskState.objects.reviewable_by(request.user).order_by("started_at").first()
        return (
            redirect("review", following.pk) if following and "next" in request.POST else redirect("wagtailadmin_home")
        )

    def _invite(self, request: SignedInRequest) -> HttpResponse:
        form = by_link.InviteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(link_form=form))
        by_link.invite(self.task_state, **form.cleaned_data, sender=request.user)
        lasting = duration(ReviewLink.VALID_FOR)
        messages.success(request, f"Le lien est envoyé à {form.cleaned_data['email']} : il vaut {lasting}, une fois.")
        return redirect("review", self.task_state.pk)


class ReviewPreviewView(Reviewed, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return by_link.preview(self.waiting, request)


def edit_url(obj: WorkflowMixin) -> str:
    """The CMS URL of the edit view of a page or a snippet."""
    if isinstance(obj, Page):
        return reverse("wagtailadmin_pages:edit", args=[obj.pk])
    return reverse(obj.snippet_viewset.get_url_name("edit"), args=[obj.pk])


def _edit_handler(obj: WorkflowMixin) -> Panel:
    if isinstance(obj, Page):
        return obj.specific_class.get_edit_handler()
    viewset = obj.snippet_viewset
    return viewset.get_edit_handler() or get_edit_handler(type(obj))


def _done(decision: Decision, obj: WorkflowMixin) -> str:
    title = get_latest_str(obj)
    if decision == Decision.REJECT:
        return f"« {title} » : votre demande de changements est envoyée."
    if obj.live:
        return f"« {title} » est en ligne."
    if getattr(obj, "go_live_at", None):
        return f"« {title} » est approuvé et paraîtra le {date_format(localtime(obj.go_live_at), 'j F Y à H:i')}."
    return f"« {title} » est approuvé, mais reste hors ligne : sa date limite est passée."
