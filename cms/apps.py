from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The CMS's own shell: menu, and what exists for whom in Wagtail's lists."""

    name = "cms"
    verbose_name = "CMS"
