from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from equipes.onboarding.opening import CannotOpen, open_vitrine
from vitrines.models import VitrinePage


class Command(BaseCommand):
    help = (
        "Ouvre la vitrine d’une entité : pages en brouillon, collection, groupes, invitation par courriel. "
        "Rejouable : ce qui existe est laissé tel quel."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("nom", help="nom complet de l’entité")
        parser.add_argument("--sigle", default="", help="il fait l’adresse de la vitrine")
        parser.add_argument("--courriel", required=True, help="première personne responsable, qui reçoit l’invitation")
        parser.add_argument(
            "--sous", default="", metavar="ADRESSE", help="vitrine de rattachement : « ministere/direction »"
        )
        parser.add_argument("--de-confiance", action="store_true", help="ses responsables publient sans relecture")

    def handle(self, *, nom: str, sigle: str, courriel: str, sous: str, de_confiance: bool, **options: Any) -> None:
        if not nom.strip():
            raise CommandError("Donnez le nom de l’entité.", returncode=2)
        try:
            validate_email(courriel)
        except ValidationError:
            raise CommandError(f"« {courriel} » n’est pas une adresse de courriel.", returncode=2) from None
        try:
            opened = open_vitrine(
                name=nom.strip(), sigle=sigle.strip(), email=courriel, parent=_parent(sous), trusted=de_confiance
            )
        except CannotOpen as error:
            raise CommandError(str(error), returncode=2) from None
        state = "ouverte" if opened.created else "déjà là"
        sent = f", invitation envoyée à {courriel}" if opened.invitation else ", personne à inviter"
        self.stdout.write(f"{opened.vitrine.title} : {state}{sent}.")


def _parent(address: str) -> VitrinePage | None:
    """The vitrine at `address`, its slugs below the directory separated by slashes. Raises CommandError."""
    slugs = [slug for slug in address.split("/") if slug]
    if not slugs:
        return None
    ending = f"/institutions/{'/'.join(slugs)}/"
    vitrine = VitrinePage.objects.filter(url_path__endswith=ending).first()
    if vitrine is None:
        raise CommandError(f"Aucune vitrine à l’adresse « {address} ».", returncode=2)
    return vitrine
