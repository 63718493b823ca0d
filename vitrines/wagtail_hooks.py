"""The CMS's home page for those who review."""

from wagtail import hooks
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel


class WaitingPanel(WorkflowObjectsToModeratePanel):
    """What waits for review, what has waited longest first; Wagtail shows the newest first."""

    def get_context_data(self, parent_context: dict) -> dict:
        context = super().get_context_data(parent_context)
        context["states"].reverse()
        return context


@hooks.register("construct_homepage_panels")
def show_the_longest_waiting_first(request, panels: list) -> None:
    panels[:] = [WaitingPanel() if type(panel) is WorkflowObjectsToModeratePanel else panel for panel in panels]
