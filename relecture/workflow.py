"""The workflow of all publications. `manage.py create_roles` creates it and may run again."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from .models import DecisionTemplate, EntityApprovalTask, reviewed_snippets

PUBLICATION = "Publication"
FIRST_TEMPLATES = (
    (
        "Rémunération manquante",
        "Merci d’indiquer une fourchette de rémunération : c’est la première information cherchée.",
    ),
    ("Intitulé à féminiser", "Merci d’écrire l’intitulé au féminin et au masculin : « Développeuse ou développeur »."),
    (
        "Sigles à expliquer",
        "Merci d’expliquer les sigles à leur première apparition : tout le monde ne les connaît pas.",
    ),
    ("Données d’une personne", "Merci de remplacer l’adresse ou le numéro d’une personne par une boîte de service."),
    ("Tout est prêt", "Merci pour cette offre claire et complète."),
)
"""The initial decision templates, which reviewers edit in the CMS."""


@transaction.atomic
def create_publication_workflow(home: Page) -> Workflow:
    """Create the workflow if missing, and attach it to all pages below `home` and to snippets with a workflow."""
    workflow, created = Workflow.objects.get_or_create(name=PUBLICATION)
    if created:
        task = EntityApprovalTask.objects.create(name="Relecture avant publication")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        DecisionTemplate.objects.bulk_create(
            [DecisionTemplate(title=title, text=text) for title, text in FIRST_TEMPLATES], ignore_conflicts=True
        )
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
    for model in reviewed_snippets():
        content_type = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})
    return workflow
