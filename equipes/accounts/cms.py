"""The CMS views of accounts and groups, with the per-object checks of `object_permissions`."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.forms import ModelForm
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import bulk_actions, groups, users

from object_permissions.gate import may
from object_permissions.viewsets import GuardedViewSetMixin

from . import addresses
from .authority import covers, groups_beyond, rights_by_group, rights_of

if TYPE_CHECKING:
    from wagtail.admin.views.bulk_action import BulkAction as _BulkAction
    from wagtail.admin.views.generic import EditView as _View
    from wagtail.users.forms import UserForm as _UserForm
else:
    _BulkAction = _UserForm = _View = object

TOO_MUCH = "Ce groupe aurait des droits que vous n’avez pas : vous ne pouvez pas les donner."


class WithinAuthority(_View):
    """Limits the form of an account to the groups and the status that the user may grant."""

    def get_form(self, form_class: type[ModelForm] | None = None) -> ModelForm:
        form = super().get_form(form_class)
        author = self.request.user
        if not author.is_superuser:
            if "is_superuser" in form.fields:
                form.fields["is_superuser"].disabled = True
            form.fields["groups"].queryset = Group.objects.exclude(pk__in=groups_beyond(author))
        return form


class AccountCreateView(WithinAuthority, users.CreateView):
    pass


class AccountEditView(WithinAuthority, users.EditView):
    def save_instance(self) -> User:
        """Save everything except the address, which is changed by a link sent to the new one."""
        former = self.form.initial["email"]
        asked, self.form.instance.email = self.form.instance.email, former
        account = super().save_instance()
        if asked != former:
            addresses.request_change(self.request, account, asked)
        return account


class FreeAddress(_UserForm):
    def clean_email(self) -> str:
        return addresses.free_address(self.cleaned_data["email"], self.instance)


class AccountCreationForm(FreeAddress, UserCreationForm):
    pass


class AccountEditForm(FreeAddress, UserEditForm):
    pass


class AccountIndexView(users.IndexView):
    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if self.user_has_permission_for_instance("change", instance) else None

    def get_delete_url(self, instance: User) -> str | None:
        return super().get_delete_url(instance) if self.user_has_permission_for_instance("delete", instance) else None


class AccountViewSet(GuardedViewSetMixin, users.UserViewSet):
    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return AccountEditForm if for_update else AccountCreationForm


class WithinAuthorityGroup(_View):
    """Saves the submitted group in a transaction, compares its rights with the user's, and rolls back."""

    def is_valid(self, form: ModelForm) -> bool:
        if not super().is_valid(form):
            return False
        if not self.request.user.is_superuser and not self._may_be_given(form):
            form.add_error(None, TOO_MUCH)
            self.produced_error_message = TOO_MUCH
            return False
        return True

    def _may_be_given(self, form: ModelForm) -> bool:
        is_new, mine = (
            form.instance.pk is None,
            rights_of(self.request.user),
        )  # Read before the user's own group changes.
        with transaction.atomic():
            group = form.save()
            for panel in self.permission_panel_forms:
                panel.save()
            rights = rights_by_group(Group.objects.filter(pk=group.pk))[group.pk]
            may = covers(mine, rights)
            transaction.set_rollback(True)
        if is_new:
            group.pk, group._state.adding = None, True
        return may


class GroupCreateView(WithinAuthorityGroup, groups.CreateView):
    pass


class GroupEditView(WithinAuthorityGroup, groups.EditView):
    pass


class GroupViewSet(GuardedViewSetMixin, groups.GroupViewSet):
    add_view_class = GroupCreateView
    edit_view_class = GroupEditView


class WithinAuthorityBulkAction(_BulkAction):
    """Skips the accounts on which the policy denies the action."""

    permission = "change"

    def check_perm(self, obj: User) -> bool:
        return may(self.request.user, self.permission, obj) and super().check_perm(obj)


class AssignRoleBulkAction(WithinAuthorityBulkAction, bulk_actions.AssignRoleBulkAction):
    def get_form(self, form_class: type[ModelForm] | None = None) -> ModelForm:
        form = super().get_form(form_class)
        form.fields["role"].queryset = Group.objects.exclude(pk__in=groups_beyond(self.request.user))
        return form


class SetActiveStateBulkAction(WithinAuthorityBulkAction, bulk_actions.SetActiveStateBulkAction):
    pass


class DeleteBulkAction(WithinAuthorityBulkAction, bulk_actions.DeleteBulkAction):
    permission = "delete"


BULK_ACTIONS = (AssignRoleBulkAction, SetActiveStateBulkAction, DeleteBulkAction)
