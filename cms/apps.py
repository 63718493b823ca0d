from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The menu of the CMS, and the filters of Wagtail's lists and choosers by user."""

    name = "cms"
    verbose_name = "CMS"
