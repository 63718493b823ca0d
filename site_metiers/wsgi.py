import os
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_metiers.settings.production")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  After the setup of Django.

from core import database  # noqa: E402
from core.admission import Admission  # noqa: E402
from core.liveness import Liveness  # noqa: E402
from core.page_cache import PageCache  # noqa: E402
from core.request_ids import RequestIds  # noqa: E402

database.limit_statements(settings.STATEMENT_SECONDS)
admitted = Admission(django_application, at_once=settings.WEB_THREADS, waiting=settings.WEB_WAITING)
application: Callable = RequestIds(admitted)
if settings.PAGE_CACHE_SECONDS:
    application = PageCache(application, seconds=settings.PAGE_CACHE_SECONDS)
application = Liveness(application)
