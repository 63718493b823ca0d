import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_metiers.settings.production")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  Once Django is set up.

from core.page_cache import PageCache  # noqa: E402

if settings.PAGE_CACHE_SECONDS:
    application = PageCache(application, seconds=settings.PAGE_CACHE_SECONDS)
