"""URLs of the views that replace Wagtail's. They are included before Wagtail's own URLs, which keep the names."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.images import get_image_model
from wagtail.images.views.chooser import ImageChooserViewSet
from wagtail.utils.urlpatterns import decorate_urlpatterns

from . import views


class ChooserViewSet(ImageChooserViewSet):
    choose_view_class = views.ImageChooseView


image_chooser = ChooserViewSet("wagtailimages_chooser", model=get_image_model(), url_prefix="images/chooser")

urlpatterns = [
    path("choose-page/", views.BrowseView.as_view()),
    path("choose-page/<int:parent_page_id>/", views.BrowseView.as_view()),
    path("choose-page/search/", views.SearchView.as_view()),
    path("choose-page/chosen-multiple/", views.ChosenPagesView.as_view()),
    path("documents/", views.DocumentIndexView.as_view()),
    path("documents/results/", views.DocumentIndexView.as_view(results_only=True)),
    path("images/", views.ImageIndexView.as_view()),
    path("images/results/", views.ImageIndexView.as_view(results_only=True)),
    path("images/chooser/", image_chooser.choose_view),
    path("reports/page-types-usage/", views.PageTypesReportView.as_view()),
    path("reports/page-types-usage/results/", views.PageTypesReportView.as_view(results_only=True)),
    path("tag-autocomplete/", views.autocomplete_tags),
    path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", views.autocomplete_tags),
]
urlpatterns = decorate_urlpatterns(decorate_urlpatterns(urlpatterns, require_admin_access), never_cache)
