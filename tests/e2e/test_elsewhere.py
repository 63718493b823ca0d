"""The portal on other sites: the front end of examples/headless, and an entity's offers embedded in its own pages."""

import json
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import ROOT, Visit


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, with the policy that a careful site has."""

    policy = ""

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def serve(browser, site):
    """Serve a folder as another site, open it in a browser, and allow it the portal and itself alone."""
    opened: list[tuple[ThreadingHTTPServer, Visit]] = []

    def start(folder: Path, *, policy: str = "", **options) -> Visit:
        handler = type("Handler", (Quiet,), {"policy": policy})
        server = ThreadingHTTPServer(("localhost", 0), partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        own = f"http://localhost:{server.server_port}"
        visit = Visit(browser, own, extra_http_headers={}, **options)  # A header more is none that CORS allows.
        visit.page.remove_listener("request", visit._note_request)
        allowed = (own, site, "data:", "blob:")
        visit.page.on("request", lambda r: r.url.startswith(allowed) or visit.faults.append(f"outside: {r.url}"))
        opened.append((server, visit))
        return visit

    yield start
    for server, visit in opened:
        visit.context.close()
        server.shutdown()
        server.server_close()
        assert visit.faults == []


@pytest.fixture
def example(tmp_path, site):
    folder = tmp_path / "headless"
    shutil.copytree(ROOT / "examples" / "headless", folder)
    (folder / "config.json").write_text(json.dumps({"api": f"{site}/api/v2/"}))
    return folder


def test_home_vitrine_and_offer_from_the_api_alone(serve, example):
    visit = serve(example, viewport={"width": 360, "height": 800})
    page = visit.page
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    assert page.get_by_role("heading", name="Dernières offres").is_visible()
    page.get_by_role("link", name="Entités").click()
    page.get_by_role("link", name="Direction interministérielle du numérique").click()
    page.get_by_role("heading", level=1, name="Direction interministérielle du numérique").wait_for()
    page.locator("main h2", has_text="Offres (").wait_for()
    page.locator("main h2:has-text('Offres (') + ul a").first.click()
    page.get_by_role("link", name="Candidater").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/#/emplois/inconnue/")
    page.get_by_role("heading", name="Rien à cette adresse").wait_for()
    page.goto("/?token=faux")
    page.get_by_role("heading", name="Aperçu indisponible").wait_for()
    told = [fault for fault in visit.faults if "404 (Not Found)" in fault]  # The two that were asked for.
    assert len(told) == 2
    for fault in told:
        visit.faults.remove(fault)


def test_a_draft_is_seen_in_the_example_through_its_token(serve, example, environment):
    code = (
        "from core.headless import store_draft; from vitrines.models import VitrinePage; "
        "vitrine = VitrinePage.objects.get(slug='dinum'); vitrine.title = 'Titre en cours'; print(store_draft(vitrine))"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    made = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    page = serve(example, color_scheme="dark").page
    page.goto(f"/?content_type=vitrines.vitrinepage&token={made.stdout.split()[-1]}")
    page.get_by_role("heading", level=1, name="Titre en cours").wait_for()
    assert page.get_by_text("il n’est pas encore en ligne").is_visible()


def test_an_entity_s_offers_in_its_own_pages(serve, site, tmp_path):
    tmp_path.joinpath("index.html").write_text(
        f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Notre site</title>
        <link rel="icon" href="data:,"></head><body><main><h1>Nous rejoindre</h1>
        <script src="{site}/integrer/offres.js" data-entite="dinum" data-nombre="2" async></script>
        <iframe src="{site}/integrer/dinum/?nombre=2" title="Offres d’emploi" width="600" height="400"></iframe>
        </main></body></html>""",
        encoding="utf-8",
    )
    policy = f"default-src 'none'; script-src {site}; connect-src {site}; frame-src {site}; img-src 'self' data:"
    visit = serve(tmp_path, policy=policy)
    page = visit.page
    page.goto("/")
    section = page.get_by_role("region", name="Nos offres d’emploi")
    section.get_by_role("listitem").first.wait_for()
    assert section.get_by_role("listitem").count() == 2
    assert section.get_by_role("link").first.get_attribute("href").startswith(f"{site}/emplois/")
    frame = page.frame_locator("iframe")
    assert frame.get_by_role("listitem").count() == 2
    assert visit.context.cookies() == []
    violations = Axe().run(page, options={"iframes": False}).response["violations"]
    assert [violation["id"] for violation in violations] == []
    visit.page.goto(f"{site}/integrer/dinum/")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    page.goto("/")
    frame.get_by_role("link").first.click()
    page.wait_for_url(f"{site}/emplois/**")
