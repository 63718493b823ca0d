"""No cell of an export of the CMS is run by a spreadsheet, whichever screen it comes from."""

import csv
import io

import pytest
from wagtail.models import PageLogEntry

from core.spreadsheets import FORMULA, as_text

from .factories import add_vitrine

pytestmark = pytest.mark.django_db
EVIL = "=HYPERLINK(0)"
SCREENS = ["/admin/reports/site-history/", "/admin/reports/aging-pages/", "/admin/reports/workflow/", "/admin/users/",
           "/admin/snippets/emplois/offre/", "/admin/reports/locked/"]  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_run_no_formula(client, admin_user, institutions, screen, kind):
    """Titles that begin with « = » were formulas in Wagtail's own reports."""
    page = add_vitrine(institutions, EVIL, slug="formule")
    page.save_revision(user=admin_user, log_action=True).publish(user=admin_user)
    page.locked, page.locked_by = True, admin_user
    page.save()
    client.force_login(admin_user)
    response = client.get(screen, {"export": kind})
    assert response.status_code == 200
    content = response.getvalue()
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if cell.startswith(FORMULA)] == []
        if "history" in screen:
            assert PageLogEntry.objects.exists()
            assert any(f"'{EVIL}" in cell for cell in cells)


@pytest.mark.parametrize(("value", "told"), [("=1", "'=1"), ("texte", "texte"), (-3, -3), (None, None), ("", "")])
def test_what_is_no_formula_is_left_alone(value, told):
    assert as_text(value) == told
