import hashlib
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

SOURCES = ["static/**/*", "templates/**/*.html", "core/dsfr_bundle.py", "core/static_files.py", "requirements/base.txt"]
"""The sources of the static files: a change in any of them triggers a rebuild."""


def fingerprint() -> str:
    """A hash of the names and contents of all `SOURCES`."""
    paths = (path for pattern in SOURCES for path in sorted(settings.BASE_DIR.glob(pattern)) if path.is_file())
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()


class Command(BaseCommand):
    help = "Assemble la feuille de style, les icônes et les polices du DSFR, puis rassemble les fichiers statiques."

    def handle(self, **options: Any) -> None:
        stamp, now = settings.STATIC_ROOT / ".empreinte", f"{settings.SETTINGS_MODULE} {fingerprint()}"
        if stamp.exists() and stamp.read_text() == now:
            return
        from core import dsfr_bundle  # noqa: PLC0415  Its font library is slow to import.

        dsfr_bundle.build(settings.ASSETS_DIR, settings.BASE_DIR / "templates")
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        stamp.write_text(now)
