from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's accounts and groups, with the portal's permission policies."""

    user_viewset = "equipes.accounts.cms.AccountViewSet"
    group_viewset = "equipes.accounts.cms.GroupViewSet"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from .policies import AccountPolicy, GroupPolicy

        register_permission_policy(get_user_model(), AccountPolicy(get_user_model()))
        register_permission_policy(Group, GroupPolicy(Group))
