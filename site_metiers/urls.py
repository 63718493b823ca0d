from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from core import serving
from emplois import views as emplois_views
from emplois.metier_places import metier_place
from equipes.onboarding import sign_in
from home import machines, sitemaps
from home.catalogue import catalogue
from vitrines.comparison_page import comparer

EMPLOIS, INSTITUTIONS = "/emplois/", "/institutions/"
handler500 = "core.unavailable.server_error"
FORMER_ADDRESSES = [
    (r"^offres-emploi/?$", EMPLOIS),
    (r"^annonces/?$", EMPLOIS),
    (r"^emploi/(?P<slug>[-\w]+)/?$", EMPLOIS),
    (r"^employeurs/?$", INSTITUTIONS),
    (r"^employeurs/(?P<slug>[-\w]+)/?$", INSTITUTIONS),
    (r"^institution/(?P<slug>[-\w]+)/?$", INSTITUTIONS),
]
"""Former public URLs, and the URL to which each redirects permanently."""

urlpatterns = [
    path("admin/password_reset/", sign_in.PasswordResetView.as_view()),
    path("admin/password_reset/confirm/<uidb64>/<token>/", sign_in.PasswordResetConfirmView.as_view()),
    path("admin/", include("cms.existing.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("api/", include("api.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("candidatures.urls")),
    path("", include("diffusion.urls")),
    path("emplois/", include("emplois.urls")),
    path("institutions/comparer/", comparer, name="comparer_entites"),
    re_path(
        r"^institutions/(?P<path>[-\w/]+)/offres/$", emplois_views.EntityOffreListView.as_view(), name="offres_entite"
    ),
    path("metiers/<slug:metier>/<slug:lieu>/", metier_place, name="metier_lieu"),
    path("alertes/", include("alertes.urls")),
    path("recherche/", include("search.urls")),
    path("", include("equipes.urls")),
    path("", include("reperes.urls")),
    path("", include("relecture.urls")),
    *([path("composants/", catalogue)] if settings.DEBUG else []),
    path("sante/", machines.sante),
    path(".well-known/security.txt", machines.security_txt),
    path("robots.txt", machines.robots),
    path("sitemap.xml", sitemaps.index),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": sitemaps.SITEMAPS, "template_name": "home/sitemap.xml"}),
    *(re_path(former, machines.former_address, {"to": present}) for former, present in FORMER_ADDRESSES),
    re_path(r"^media/(?P<folder>images|original_images)/(?P<path>.+)$", serving.image),
    re_path(serve_pattern, serving.serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
