"""Addresses of accounts: one account each, and changed by a link that only the new address' reader can follow."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from equipes.enums import Role
from equipes.models import AddressChange, Invitation
from equipes.onboarding.team import invite
from equipes.roles import entity_group

from .conftest import link_in

pytestmark = pytest.mark.django_db
VICTIM = "invitee@exemple.invalid"


@pytest.fixture
def recruiter(entities, django_user_model):
    call_command("create_roles")
    user = django_user_model.objects.create_user("recruteuse", "recruteuse@exemple.invalid", "x", first_name="Lou")
    user.groups.add(entity_group(entities["direction"], Role.RECRUTEURS.value))
    return user


def ask(client, email: str):
    """As the page of the account sends its form."""
    page = client.get(reverse("wagtailadmin_account"))
    sent = {"name_email-first_name": "Lou", "name_email-last_name": "Essai", "adresse-email": email}
    assert 'name="name_email-email"' not in page.content.decode()
    return client.post(reverse("wagtailadmin_account"), sent | {"name_email-email": email, "theme-theme": "system",
        "theme-density": "default", "theme-contrast": "system", "theme-keyboard_shortcuts": "on"})  # fmt: skip


def test_address_changes_once_its_reader_has_confirmed(client, recruiter, mailoutbox, committed):
    client.force_login(recruiter)
    with committed():
        ask(client, "nouvelle@exemple.invalid")
    recruiter.refresh_from_db()
    assert recruiter.email == "recruteuse@exemple.invalid"
    assert [mail.to for mail in mailoutbox] == [["nouvelle@exemple.invalid"]]
    link = link_in(mailoutbox[0], "/admin/account/adresse/")
    assert "nouvelle@exemple.invalid" in client.get(link).content.decode()
    recruiter.refresh_from_db()
    assert recruiter.email == "recruteuse@exemple.invalid"  # A scanner of mail opens links too.
    with committed():
        client.post(link)
    recruiter.refresh_from_db()
    assert recruiter.email == "nouvelle@exemple.invalid"
    assert mailoutbox[1].to == ["recruteuse@exemple.invalid"]
    recruiter.email = "recruteuse@exemple.invalid"
    recruiter.save()
    client.post(link)
    recruiter.refresh_from_db()
    assert recruiter.email == "recruteuse@exemple.invalid"  # Only once.


def test_address_about_to_be_invited_is_not_taken_nor_enters_another_entity(
    client, client_of, entities, recruiter, mailoutbox, committed, admin_user, django_user_model
):
    """As it was done: the recruiter takes the address, the one invited accepts, the recruiter is in."""
    client.force_login(recruiter)
    with committed():
        ask(client, VICTIM)
        invite(entities["voisine"], email=VICTIM, role=Role.RESPONSABLES.value, sender=admin_user)
    links = {mail.subject: mail for mail in mailoutbox}
    invitation = link_in(links["Votre accès à la vitrine « Entité voisine »"], "/invitation/")
    change = link_in(links["Confirmez votre nouvelle adresse"], "/admin/account/adresse/")
    theirs = client.__class__()
    assert "/login/" in theirs.get(change)["Location"]  # Of the account that asked, to which they have no key.
    sent = {"first_name": "Vi", "last_name": "Ctime", "password": "trois-mots-au-hasard"}
    theirs.post(invitation, sent | {"again": sent["password"]})
    assert theirs.get(change).status_code == 404
    group = entity_group(entities["voisine"], Role.RESPONSABLES.value)
    assert [user.email for user in group.user_set.all()] == [VICTIM]
    client.post(change)  # Had the recruiter got hold of the link: the address has an account by now.
    recruiter.refresh_from_db()
    assert recruiter.email == "recruteuse@exemple.invalid"
    assert not recruiter.groups.filter(pk=group.pk).exists()


@pytest.mark.parametrize("taken", ["Prise@exemple.invalid", "PRISE@EXEMPLE.INVALID"])
def test_taken_address_is_refused_at_every_field(client, recruiter, talents, django_user_model, taken, mailoutbox):
    django_user_model.objects.create_user("autre", "prise@exemple.invalid", "x")
    client.force_login(recruiter)
    assert "Un autre compte a déjà cette adresse." in ask(client, taken).content.decode()
    client.force_login(talents)
    sent = {"username": "neuve", "email": taken, "first_name": "A", "last_name": "B"}
    sent |= {"password1": "trois-mots-au-hasard", "password2": "trois-mots-au-hasard"}
    for url in (reverse("wagtailusers_users:add"), reverse("wagtailusers_users:edit", args=[recruiter.pk])):
        response = client.post(url, sent)
        assert response.context["form"].errors["email"] == ["Un autre compte a déjà cette adresse."]
    assert not AddressChange.objects.exists()


def test_address_given_by_the_central_team_is_confirmed_too(client, recruiter, talents, mailoutbox, committed):
    client.force_login(talents)
    sent = {"username": "recruteuse", "email": "corrigee@exemple.invalid", "first_name": "Lou", "last_name": "Essai"}
    sent |= {"is_active": "on", "password1": "", "password2": "", "groups": recruiter.groups.get().pk}
    with committed():
        client.post(reverse("wagtailusers_users:edit", args=[recruiter.pk]), sent)
    recruiter.refresh_from_db()
    assert (recruiter.last_name, recruiter.email) == ("Essai", "recruteuse@exemple.invalid")
    assert [mail.to for mail in mailoutbox] == [["corrigee@exemple.invalid"]]
    link = link_in(mailoutbox[0], "/admin/account/adresse/")
    assert client.post(link).status_code == 404  # Not theirs to confirm.
    client.force_login(recruiter)
    client.post(link)
    recruiter.refresh_from_db()
    assert recruiter.email == "corrigee@exemple.invalid"


def test_link_ends_after_two_days_or_with_the_next_one_and_few_are_sent(client, recruiter, mailoutbox, committed):
    client.force_login(recruiter)
    for number in range(7):
        with committed():
            ask(client, f"n{number}@exemple.invalid")
    assert len(mailoutbox) == 5
    first, last = (link_in(mailoutbox[place], "/admin/account/adresse/") for place in (0, -1))
    assert client.post(first).status_code == 404
    with time_machine.travel(timezone.now() + dt.timedelta(days=2, minutes=1)):
        client.force_login(recruiter)
        client.post(last)
        recruiter.refresh_from_db()
        assert recruiter.email == "recruteuse@exemple.invalid"
        call_command("forget_requests")
        assert not AddressChange.objects.exists()


def test_database_holds_one_account_an_address_whatever_its_case(django_user_model):
    users = django_user_model.objects
    users.create_user("une", "une@exemple.invalid", "x")
    with pytest.raises(IntegrityError), transaction.atomic():
        users.create(username="deux", email="UNE@exemple.invalid")
    users.create(username="sans")
    users.create(username="sans non plus")


def test_invitation_of_an_address_that_gets_an_account_meanwhile_is_kept(
    client, entities, admin_user, django_user_model
):
    call_command("create_roles")
    invitation = invite(entities["direction"], email=VICTIM, role=Role.RECRUTEURS.value, sender=admin_user)
    link = reverse("invitation", args=[invitation.token])
    client.get(link)
    django_user_model.objects.create_user("invitée", VICTIM, "x")
    client.post(link, {"first_name": "A", "last_name": "B", "password": "trois-mots-au", "again": "trois-mots-au"})
    assert django_user_model.objects.get(email=VICTIM).groups.count() == 0
    assert Invitation.objects.get().used_at is None
