from django.conf import settings
from django.conf.urls.static import static
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home import machines

EMPLOIS, INSTITUTIONS = "/emplois/", "/institutions/"
FORMER_ADDRESSES = [
    (r"^offres-emploi/?$", EMPLOIS),
    (r"^annonces/?$", EMPLOIS),
    (r"^emploi/(?P<slug>[-\w]+)/?$", EMPLOIS),
    (r"^employeurs/?$", INSTITUTIONS),
    (r"^employeurs/(?P<slug>[-\w]+)/?$", INSTITUTIONS),
    (r"^institution/(?P<slug>[-\w]+)/?$", INSTITUTIONS),
]
"""What the public has known, and the present address it leads to for good."""

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("emplois/", include("emplois.urls")),
    path("sante/", machines.sante),
    path("robots.txt", machines.robots),
    path("sitemap.xml", sitemap, {"sitemaps": machines.SITEMAPS}),
    *(re_path(former, machines.former_address, {"to": present}) for former, present in FORMER_ADDRESSES),
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if settings.DEBUG else []),
    path("", include(wagtail_urls)),
]
