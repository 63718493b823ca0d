"""What an upgrade of Wagtail and of other libraries breaks, named before a page fails: see core/wagtail_seams.py."""

import re
from inspect import getattr_static
from pathlib import Path

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils.log import log_response
from django.utils.module_loading import import_string
from wagtail.models import Collection, Page, WorkflowState

from api.pages import PublicPages
from api.urls import wagtail_router
from core import wagtail_seams
from core.wagtail_seams import OVERRIDES
from emplois.models import Offre
from home.demonstration.drawings import cover
from home.demonstration.source_files import add_image

from .factories import OffreFactory, add_vitrine

ROOT = Path(__file__).resolve().parent.parent
OWN = {"wagtailadmin/guard.html", "wagtailadmin/locked_out.html"}
"""Templates that stand beside Wagtail's and replace none."""
UPSTREAM = ("wagtail", "modeladmin/")


def method(path: str):
    """The attribute of a class at `path`, as it is defined; AttributeError says which is gone."""
    owner, _, name = path.rpartition(".")
    return getattr_static(import_string(owner), name)


@pytest.mark.parametrize("override", OVERRIDES, ids=lambda override: override.upstream.rpartition(".")[2])
def test_undocumented_method_is_still_there_and_still_replaced(override):
    assert method(override.upstream) is not None, override.reason
    assert method(override.ours) is not method(override.upstream), override.reason


def test_no_override_is_listed_twice():
    assert len({(override.upstream, override.ours) for override in OVERRIDES}) == len(OVERRIDES)


@pytest.mark.django_db
class TestPrivateNames:
    def test_wagtail_takes_the_route_that_is_on_the_request(self, rf, home):
        request = rf.get("/")
        route = object()
        wagtail_seams.route_once(request, lambda: route)
        wagtail_seams.route_once(request, lambda: None)
        assert Page.route_for_request(request, "/ailleurs/") is route

    def test_offers_are_filtered_by_the_status_of_their_workflow(self, vitrine, workflow, admin_user):
        waiting, other = OffreFactory(vitrine=vitrine, live=False), OffreFactory(vitrine=vitrine, live=False)
        waiting.save_revision(user=admin_user)
        state = workflow.start(waiting, admin_user)
        in_progress = wagtail_seams.workflow_status_in((WorkflowState.STATUS_IN_PROGRESS,))
        assert list(Offre.objects.filter(in_progress)) == [waiting]
        prefetch = wagtail_seams.prefetch_workflow_states(WorkflowState.objects.all(), to_attr="states")
        states = {offre.pk: offre.states for offre in Offre.objects.prefetch_related(prefetch)}
        assert states == {waiting.pk: [state], other.pk: []}

    def test_offers_are_filtered_by_a_revision_approved_for_later(self, vitrine, admin_user):
        scheduled, _other = OffreFactory(vitrine=vitrine, live=False), OffreFactory(vitrine=vitrine, live=False)
        scheduled.go_live_at = "2999-01-01T08:00:00Z"
        scheduled.full_clean()
        scheduled.save_revision(user=admin_user).publish()
        assert list(Offre.objects.filter(wagtail_seams.has_scheduled_revision())) == [scheduled]

    def test_references_are_those_of_the_object_in_memory(self, home, institutions):
        page = add_vitrine(institutions, "Entité")
        image = add_image("Image", "image.jpg", cover("x"), Collection.get_first_root_node())
        page.share_image = image
        assert str(image.pk) in {key for _kind, key, *_where in wagtail_seams.references_of(page)}

    def test_api_makes_a_serializer_for_a_page_without_address(self):
        made = wagtail_seams.serializer_class(PublicPages(), wagtail_router, Page, [("title", False, None)])
        assert "title" in made.Meta.fields

    def test_renditions_given_to_an_image_cost_no_query(self, home, django_assert_num_queries):
        image = add_image("Image", "image.jpg", cover("x"), Collection.get_first_root_node())
        rendition = image.get_rendition("width-100")
        fresh = type(image).objects.get(pk=image.pk)
        wagtail_seams.set_prefetched_renditions(fresh, [rendition])
        with django_assert_num_queries(0):
            assert fresh.find_existing_rendition(rendition.filter) == rendition


def test_policy_of_one_response_is_replaced_beside_what_was_replaced(rf):
    response = HttpResponse()
    wagtail_seams.replace_csp(response, {"frame-ancestors": ["'self'"]})
    wagtail_seams.replace_csp(response, {"img-src": ["data:"]})
    header = CSPMiddleware(lambda _request: response)(rf.get("/"))["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in header
    assert "img-src data:" in header


def test_a_response_marked_as_logged_is_not_logged_again(caplog, rf):
    marked, other = HttpResponse(status=503), HttpResponse(status=503)
    wagtail_seams.mark_as_logged(marked)
    log_response("marked", response=marked, request=rf.get("/"))
    log_response("other", response=other, request=rf.get("/"))
    assert [record.getMessage() for record in caplog.records if record.name == "django.request"] == ["other"]


def extending() -> list[str]:
    """Templates of ours that extend one of Wagtail's or of wagtail-modeladmin's."""
    named = {file.relative_to(ROOT / "templates").as_posix(): file for file in (ROOT / "templates").rglob("*.html")}
    starts = re.compile(rf'\{{% extends "(?:{"|".join(UPSTREAM)})')
    return sorted(name for name, file in named.items() if starts.search(file.read_text()))


def ancestors(template: Template) -> list[Template]:
    """What `template` extends, the nearest first. TemplateDoesNotExist names the one that is gone."""
    context, line = Context(), []
    context.template = template
    while extends := template.nodelist.get_nodes_by_type(ExtendsNode):
        context.render_context.setdefault(ExtendsNode.context_key, [extends[0].origin])
        template = extends[0].get_parent(context)
        line.append(template)
    return line


@pytest.mark.parametrize("name", extending())
def test_blocks_that_we_override_are_those_of_wagtail_s_templates(name):
    template = get_template(name).template
    overridden = set(template.nodelist.get_nodes_by_type(ExtendsNode)[0].blocks) - nested(template)
    above = {block.name for one in ancestors(template) for block in one.nodelist.get_nodes_by_type(BlockNode)}
    assert overridden, f"{name} overrides nothing"
    assert overridden <= above, f"no block above {name} has these names any more"


def nested(template: Template) -> set[str]:
    """Names of the blocks that stand inside another block of `template`: they need no place above."""
    blocks = template.nodelist.get_nodes_by_type(BlockNode)
    return {inner.name for outer in blocks for inner in outer.nodelist.get_nodes_by_type(BlockNode)}


def test_templates_in_wagtail_s_folders_replace_one_that_it_still_has():
    files = [file for folder in (ROOT / "templates").glob("wagtail*") for file in folder.rglob("*.*")]
    names = {file.relative_to(ROOT / "templates").as_posix() for file in files}
    assert names
    for name in names - OWN:
        ours = get_template(name)
        theirs = ours.template.engine.find_template(name, skip=[ours.template.origin])[0]
        assert "site-packages" in theirs.origin.name, name
