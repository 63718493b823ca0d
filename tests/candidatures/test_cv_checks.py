"""What a stranger's file may be, and what it may cost."""

import socketserver
import struct
import subprocess
import sys
import threading

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from candidatures.pdf import checks
from core import confined

from .documents import bomb, pdf, upload

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


def _action(kind: str, **more):
    def change(document) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)

    return change


def _on_a_link(document) -> None:
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    link.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    document.pages[0].Annots = pikepdf.Array([link])


def _named_script(document) -> None:
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))


def _attachment(document) -> None:
    document.attachments["virus.exe"] = b"MZ"


def _nested(document) -> None:
    following = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Array([following]))


def _behind_many(document) -> None:
    """A program after more harmless actions than are looked at."""
    harmless = [pikepdf.Dictionary(S=pikepdf.Name.GoTo) for _ in range(12_000)]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Array([script, *harmless]))


def _in_a_circle(document) -> None:
    action = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.GoTo))
    action.Next = action
    document.Root.OpenAction = action


def _when_a_page_opens(document) -> None:
    leaves = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://exemple.invalid/lu?qui=x"))
    document.pages[0].AA = pikepdf.Dictionary(O=leaves)


def _then_elsewhere(document) -> None:
    leaves = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.GoToR, F="//exemple.invalid/x"))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=leaves)


def _form(document) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA="<xdp/>", Fields=[])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_action("JavaScript", JS="app.alert(1)"), "JavaScript"),
        (_action("Launch", F="calc.exe"), "lance un programme"),
        (_action("SubmitForm", F="http://exemple.invalid"), "envoie des données"),
        (_on_a_link, "lance un programme"),
        (_named_script, "JavaScript"),
        (_nested, "JavaScript"),
        (_attachment, "fichier joint"),
        (_form, "XFA"),
        (_action("URI", URI="https://exemple.invalid"), "s’ouvre d’elle-même"),
        (_when_a_page_opens, "s’ouvre d’elle-même"),
        (_action("GoToR", F="x.pdf"), "autre fichier"),
        (_then_elsewhere, "autre fichier"),
        (_behind_many, "trop complexe"),
        (_in_a_circle, "trop complexe"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_active_is_refused_with_its_reason(change, reason, packed):
    modes = pikepdf.ObjectStreamMode
    content = pdf(change=change, object_stream_mode=modes.generate if packed else modes.disable)
    with pytest.raises(ValidationError, match=reason):
        checks.check(upload(content))


def test_plain_documents_are_taken_with_links_and_a_first_page():
    def change(document) -> None:
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://exemple.invalid")
        document.pages[0].Annots = pikepdf.Array([link])

    assert checks.check(upload(pdf(3, change=change))) == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "pas un PDF"),
        (b"PK\x03\x04", "pas un PDF"),
        (b"%PDF-1.4 rien", "abîmé"),
        (b"%PDF-1.7\n" + b"<<" * 2_000_000, "abîmé"),
        (pdf(21), "21 pages"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "mot de passe"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="")), "mot de passe"),
    ],
    ids=["empty", "zip", "no trailer", "nested", "long", "closed", "protected"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content, reason):
    with pytest.raises(ValidationError, match=reason):
        checks.check(upload(content))


MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", *sys.argv[1:]], stdin=sys.stdin, capture_output=True)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(spent.ru_maxrss, spent.ru_utime + spent.ru_stime)
"""


@pytest.mark.parametrize("task", ["check", "show"])
def test_a_bomb_costs_two_seconds_and_200_megabytes_at_most(task, tmp_path):
    file = tmp_path / "bombe.pdf"
    file.write_bytes(bomb())
    with file.open("rb") as content:
        command = [sys.executable, "-c", MEASURE, confined.CHILD, checks._READING, task]
        spent = subprocess.run(command, stdin=content, capture_output=True, text=True, check=True).stdout
    kilobytes, seconds = spent.split()
    assert int(kilobytes) < 200 * 1024
    assert float(seconds) < 2.5, "two, and what it takes to start"
    with pytest.raises(ValidationError, match="abîmé"):
        checks.check(upload(file.read_bytes()))
    with pytest.raises(confined.Unreadable):
        checks.show(file.read_bytes())


def test_pages_are_shown_as_pictures_with_their_text():
    shown = checks.show(pdf(12))
    assert shown.total == 12
    assert len(shown.pages) == 10
    assert shown.pages[0].picture.startswith("UklGR"), "WebP"


class FakeClamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM: chunks of a length and as many bytes, then the verdict."""

    def handle(self) -> None:
        if self.rfile.readline() != b"nINSTREAM\n":
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.wfile.write(b"stream: Eicar FOUND\n" if EICAR in content else b"stream: OK\n")


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), FakeClamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_antivirus_refuses_a_virus_and_lets_the_others_by(clamd):
    assert checks.check(upload(pdf())) == 1
    with pytest.raises(ValidationError, match="antivirus a refusé"):
        checks.check(upload(pdf() + EICAR))


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:9", "unix:///nulle/part"])
def test_antivirus_that_does_not_answer_lets_nothing_by(settings, url):
    settings.CLAMAV_URL = url
    with pytest.raises(ValidationError, match="Réessayez dans quelques minutes"):
        checks.check(upload(pdf()))
