"""What a text costs to look at grows with its length, whatever it is made of: 100,000 characters of it took 74 s."""

import logging
import time

import pytest

from core.logs import ImpersonalFormatter
from core.text import fold
from relecture import wording
from search.analysis import analyse
from search.extracts import readable

LENGTH = 100_000
SECONDS = 5.0
"""Ten times what any of them takes on a quiet machine, and a tenth of what a quadratic one does."""
PIECES = [
    "a.a.",
    "a@",
    "a@a.",
    "a@a.a.",
    "A1 ",
    "AB(",
    "(AB ",
    "<h2>",
    "<h2",
    "<h2>x</h3>",
    "H / ",
    "( ",
    "0",
    "06 ",
    "é·e",
]
LOOKS = {
    "personal data": lambda text: list(wording.personal_data("x", text)),
    "criteria": lambda text: list(wording.forbidden_criteria("x", text)),
    "jargon": lambda text: list(wording.jargon("x", text, {})),
    "headings": lambda text: list(wording.heading_order("x", text, first=3)),
    "capitals": lambda text: list(wording.capitals("x", text)),
    "log": lambda text: ImpersonalFormatter().format(logging.makeLogRecord({"msg": text})),
    "fold": fold,
    "analyse": analyse,
    "readable": readable,
}


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("look", LOOKS)
def test_looking_at_a_long_text_takes_no_square_of_its_length(look, piece):
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    started = time.process_time()
    LOOKS[look](text)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("écrire à jean.dupont@exemple.fr.", ["jean.dupont@exemple.fr"]),
        ("<jean@exemple.fr>, mailto:x+y@a-b.exemple.fr", ["jean@exemple.fr", "x+y@a-b.exemple.fr"]),
        ("hélène@exemple.fr", ["hélène@exemple.fr"]),
        ("a@b", []),
        ("a.a.a.a @ b.fr", []),
    ],
)
def test_addresses_are_found_as_before(text, addresses):
    assert [found[0] for found in wording.EMAIL_ADDRESS.finditer(text)] == addresses
