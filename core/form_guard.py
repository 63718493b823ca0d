"""Spam protection of public forms: slows robots down and refuses no person.

Each form carries a signed token, bound to the form class and spent by its first use. A submission is suspect when its
honeypot field is filled in, it comes too fast, its token is already spent, or its network submits too often. A suspect
form is shown again with everything typed and a proof of work (see core.proof_of_work), which the browser solves by
itself; without JavaScript, waiting is enough. Counters are stored for an hour as keyed hashes, without any address.
"""

import datetime as dt
import hashlib
import secrets
import time
from typing import Any, NamedTuple

from django import forms
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, QueryDict

from . import counters, proof_of_work
from .client_address import client_network

FASTEST = 1
"""Seconds within which no person submits a form, even one filled in by the browser; `site/robots.js` waits as long."""
SLOWEST = 24 * 3600
"""Seconds after which a token expires: the form must be submitted again; nothing typed is lost."""
SLOWED_DOWN = 30
"""Seconds to wait per excess submission, for a suspect browser that does not solve the proof of work."""
SLOWED_DOWN_MOST = 600
TRIES_AN_HOUR = 10
"""Submissions from one network, or with one counted value, before they are suspect."""
MOST_REPEATS = 20
"""Maximum resubmissions of an identical form: a double click, a network failure, a busy server."""
SALT = "core.form_guard"
HOUR, SPENT_FOR = dt.timedelta(hours=1), dt.timedelta(seconds=SLOWEST)
AGAIN = "Par sécurité, relisez votre saisie puis envoyez-la de nouveau : rien n’est perdu."
TOO_FAST = (
    "Votre saisie est partie en moins d’une seconde, comme le font les robots. "
    "Envoyez-la de nouveau : rien n’est perdu."
)
TOO_OLD = "Cette page est ouverte depuis trop longtemps : envoyez de nouveau votre saisie, rien n’est perdu."


class Token(NamedTuple):
    """The signed content of a form's token. Times are in seconds since 1970."""

    opened: int
    wait_until: int
    """When the form is accepted without proof of work; 0 for a form that is not suspect."""
    nonce: str


def issue(form_name: str, *, opened: int | None = None, wait_until: int = 0) -> str:
    """A signed token for one submission of the form `form_name`, opened at `opened` (by default, now)."""
    opened = int(time.time()) if opened is None else opened
    return signing.dumps([opened, wait_until, secrets.token_hex(8)], salt=f"{SALT}.{form_name}")


class GuardedForm(forms.Form):
    """A public form. When it is suspect, `challenge` holds a proof of work that its template must include.

    The guard runs before any other field is cleaned, so a field may skip a costly check if `is_suspect`.
    """

    site = forms.CharField(label="Ne remplissez pas ce champ", required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    proof = forms.CharField(widget=forms.HiddenInput, required=False)

    data: QueryDict
    guard_name = ""
    """The name that tokens are bound to; by default, the class name."""
    fastest: int = FASTEST
    tries_an_hour: int = TRIES_AN_HOUR
    counted_fields: tuple[str, ...] = ()
    """Fields whose values are counted like the network: an e-mail address used too often is suspect."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.challenge = ""
        self.is_suspect = False
        self.guard_name = self.guard_name or type(self).__name__
        super().__init__(*args, **kwargs)
        self.order_fields(["site", "opened", "proof"])  # Cleaned first, in a ModelForm too.
        self.fields["opened"].initial = lambda: issue(self.guard_name)

    @transaction.atomic  # When a token is submitted twice at once, the second waits for the outcome of the first.
    def clean_proof(self) -> str:
        proof, token = self.cleaned_data["proof"], self._token()
        is_first = token is not None and counters.spend_once(token.nonce, valid_for=SPENT_FOR)
        if token and not is_first and self._has_passed(token):
            return proof
        content = self._content(token) if token else ""
        self._refuse(token, proof, tries=self._count_try(), is_first=is_first)
        if content and not self.is_suspect:
            counters.spend_once(content, valid_for=SPENT_FOR)
        return proof

    def _token(self) -> Token | None:
        """The submitted token; None when it is forged, bound to another form, or expired."""
        signed = self.data.get(self.add_prefix("opened"), "")
        try:
            token = Token(*signing.loads(signed, salt=f"{SALT}.{self.guard_name}"))
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return token if time.time() - token.opened <= SLOWEST else None

    def _content(self, token: Token) -> str:
        """A hash of everything typed in this form, with the nonce of its token."""
        typed = sorted((name, values) for name, values in self.data.lists() if name != "csrfmiddlewaretoken")
        return f"{token.nonce} {hashlib.sha256(repr(typed).encode()).hexdigest()}"

    def _has_passed(self, token: Token) -> bool:
        """Whether an identical form was accepted before, and not repeated too often."""
        repeats = counters.increment("repeated form", token.nonce, period=HOUR)
        return repeats <= MOST_REPEATS and counters.is_spent(self._content(token))

    def _count_try(self) -> int:
        """The highest count of submissions this hour, by network and by counted value, this one included."""
        typed = (self.data.get(self.add_prefix(name), "").strip().lower() for name in self.counted_fields)
        values = [client_network(self.request), *filter(None, typed)]
        return max(counters.increment(f"form {self.guard_name}", value, period=HOUR) for value in values)

    def _refuse(self, token: Token | None, proof: str, *, tries: int, is_first: bool) -> None:
        """Add an error if the submission is suspect; in any case, put a new token into the form's data."""
        if proof_of_work.is_solved(proof):
            return self._reopen()
        if token is None:
            return self._suspect(TOO_OLD)
        now = int(time.time())
        if now < token.wait_until:
            wait = token.wait_until - now
            return self._suspect(
                f"Par sécurité, attendez {wait} seconde{'s' if wait > 1 else ''} avant d’envoyer de nouveau. "
                "Rien n’est perdu.",
                wait_until=token.wait_until,
            )
        if not is_first or (not token.wait_until and (tries > self.tries_an_hour or self.cleaned_data["site"])):
            wait = min(SLOWED_DOWN * max(1, tries - self.tries_an_hour), SLOWED_DOWN_MOST)
            return self._suspect(AGAIN, wait_until=now + wait)
        if now - token.opened < self.fastest:
            return self._suspect(TOO_FAST, wait_until=now + FASTEST)
        return self._reopen()

    def _suspect(self, message: str, *, wait_until: int = 0) -> None:
        self.is_suspect = True
        self.add_error(None, message)
        if wait_until:
            self.challenge = proof_of_work.challenge()
        self._reopen(wait_until=wait_until)

    def _reopen(self, *, wait_until: int = 0) -> None:
        sent = self.data.copy()
        opened = int(time.time()) - FASTEST
        sent[self.add_prefix("opened")] = issue(self.guard_name, opened=opened, wait_until=wait_until)
        sent[self.add_prefix("site")] = sent[self.add_prefix("proof")] = ""
        self.data = sent
