"""The demonstration's tree, offers and accounts. Deterministic but for dates, which count from today."""

import csv
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page, Site

from core.text import fold
from emplois.deadlines import paris_today
from emplois.models import Lieu, Offre
from home.models import HomePage
from referentiels.models import Commune
from vitrines.models import InstitutionsPage, VitrinePage

FOLDER = Path(__file__).parent
OFFERS = 240


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load(*, password: str) -> None:
    """Make the site, its entities, its offers and its accounts, in one transaction."""
    home = _home()
    vitrines = _vitrines(home)
    _offres(vitrines)
    _accounts(home, set(vitrines.values()), password)


def _home() -> HomePage:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Les métiers du numérique de l’État", slug="accueil"))
    old = Site.objects.filter(is_default_site=True).first()
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    if old and type(old.root_page.specific) is Page:
        old.root_page.refresh_from_db()
        old.root_page.delete()
    home.refresh_from_db()
    return home


def _vitrines(home: HomePage) -> dict[tuple[str, str], VitrinePage]:
    """The vitrine of each (name, sigle) of `entites.csv`, under its ministry where it has one."""
    directory = home.add_child(instance=InstitutionsPage(title="Institutions", slug="institutions"))
    ministries: dict[str, VitrinePage] = {}
    vitrines = {}
    for row in rows("entites.csv"):
        parent = directory
        if name := row["rattachement"]:
            if name not in ministries:
                ministries[name] = directory.add_child(instance=VitrinePage(title=name, slug=slugify(name)[:200]))
            parent = ministries[name]
        slug = slugify(row["sigle"] or row["entite"])
        vitrine = VitrinePage(title=row["entite"], sigle=row["sigle"], slug=slug)
        vitrines[row["entite"], row["sigle"]] = parent.add_child(instance=vitrine)
    return vitrines


def _offres(vitrines: dict[tuple[str, str], VitrinePage]) -> None:
    """The first titles whose place is a French commune, in every state that dates make."""
    today, now = paris_today(), timezone.now()
    communes = {c.folded_name: c for c in Commune.objects.order_by("population").select_related("departement")}
    known = (row for row in rows("intitules_2021.csv") if (row["entite"], row["sigle"]) in vitrines)
    for number, row in enumerate(itertools.islice(known, OFFERS)):
        days = number % 12
        offre = Offre(
            title=" ".join(row["intitule"].split())[:250],
            reference=f"DEMO-{number + 1:03}",
            vitrine=vitrines[row["entite"], row["sigle"]],
            apply_email="recrutement@exemple.invalid",
            live=days != 11,
            deadline=today + dt.timedelta(days=[-5, 0][days] if days < 2 else 5 * days),
            first_published_at=now - dt.timedelta(days=10 + number % 40) if days != 11 else None,
            filled_on=today - dt.timedelta(days=2) if days == 10 else None,
        )
        offre.save()
        for town in _towns(row["localisation"], communes):
            Lieu.objects.create(offre=offre, commune=town)


def _towns(text: str, communes: dict[str, Commune]) -> list[Commune]:
    names = (fold(part).lstrip("0123456789 ") for part in text.split(","))
    return list({found.pk: found for name in names if (found := communes.get(name))}.values())


def _accounts(home: HomePage, vitrines: set[VitrinePage], password: str) -> None:
    """`admin`, `moderation`, and `recruteur-<slug>` of each vitrine, whose rights come from its page."""
    users = get_user_model().objects
    users.create_superuser("admin", "admin@exemple.invalid", password)
    _member("moderation", "Modération", home, ("change", "publish"), password)
    for vitrine in vitrines:
        _member(f"recruteur-{vitrine.slug}", f"Recruteurs - {vitrine.slug}", vitrine, ("add", "change"), password)


def _member(username: str, group_name: str, page: Page, actions: tuple[str, ...], password: str) -> None:
    group, _ = Group.objects.get_or_create(name=group_name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    user = get_user_model().objects.create_user(username, f"{username}@exemple.invalid", password)
    user.groups.add(group)
