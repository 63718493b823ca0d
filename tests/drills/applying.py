"""A candidate who applies, by HTTP alone."""

import re
import time
import uuid

from tests.candidatures.documents import pdf

from .processes import Answer, Portal

FORM = "/emplois/candidater/candidater/"
MOTIVATION = "Je voudrais rendre les démarches plus simples."


def apply(site: Portal, **fields: str) -> Answer:
    """Open the form, fill it in and send it."""
    page = site.get(FORM)
    assert page.status == 200, page.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page.text))
    cookie = page.headers["Set-Cookie"].split(";")[0]
    time.sleep(1.5)  # As a person does at least.
    typed = {"name": "Camille Essai", "email": f"{uuid.uuid4().hex}@exemple.invalid", "motivation": MOTIVATION}
    files = {"cv": ("cv.pdf", pdf(), "application/pdf")}
    return site.ask("POST", FORM, fields=hidden | typed | fields | files, headers={"Cookie": cookie}, timeout=60)
