"""Public forms without an account: robots are slowed down, and no person is kept out.

A field that people do not see, a form filled in within a blink, or many tries from one network arouse suspicion. Nobody
is refused for that: the form comes back with everything typed and a small computation (see core.proof_of_work), which
the browser does by itself; without JavaScript, waiting half a minute does as well. What is counted is kept for an hour
as a keyed hash, never as an address (no personal data, rule 7).
"""

import time

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from . import proof_of_work
from .client_address import client_address

FASTEST = 3
"""Seconds under which nobody fills a form in."""
SLOWEST = 24 * 3600
"""Seconds after which a form is to be sent once more; nothing typed is lost."""
SLOWED_DOWN = 30
"""Seconds that someone under suspicion waits where their browser computes nothing."""
TRIES_AN_HOUR = 10
"""From one network, or with one address, before suspicion."""
SALT = "core.form_guard"
AGAIN = "Par sécurité, relisez votre saisie puis envoyez-la de nouveau : rien n’est perdu."


def opened_now(*, watched: bool = False) -> str:
    return signing.dumps([int(time.time()), watched], salt=SALT)


class GuardedForm(forms.Form):
    """A public form. Suspicion is answered by `challenge`, which its template shows with the form."""

    site = forms.CharField(label="Ne remplissez pas ce champ", required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    proof = forms.CharField(widget=forms.HiddenInput, required=False)

    counted_fields: tuple[str, ...] = ()
    """Fields whose value is counted as the network is: an address written to again and again arouses suspicion."""

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        self.request = request
        self.challenge = ""
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = opened_now

    def clean(self) -> dict:
        cleaned = super().clean()
        opened, watched = self._opened()
        age = time.time() - opened
        if proof_of_work.is_solved(cleaned.get("proof", "")):
            return cleaned
        if watched:
            if age < SLOWED_DOWN:
                wait = int(SLOWED_DOWN - age) + 1
                self._suspect(f"Par sécurité, attendez {wait} secondes avant d’envoyer de nouveau. Rien n’est perdu.")
            return cleaned
        if self._has_tried_too_often(cleaned) or cleaned.get("site"):
            self._suspect(AGAIN)
        if not FASTEST <= age <= SLOWEST:
            self._reopen(watched=False)
            raise ValidationError(AGAIN)
        return cleaned

    def _opened(self) -> tuple[float, bool]:
        """When the form at hand was given out (seconds since 1970; 0 for a forged one), and whether under suspicion."""
        try:
            opened, watched = signing.loads(self.data.get(self.add_prefix("opened"), ""), salt=SALT)
        except (signing.BadSignature, TypeError, ValueError):
            return 0, False
        return (opened, watched) if time.time() - opened <= SLOWEST else (0, False)

    def _suspect(self, message: str) -> None:
        self.challenge = proof_of_work.challenge()
        if not self._opened()[1]:
            self._reopen(watched=True)
        raise ValidationError(message)

    def _reopen(self, *, watched: bool) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = opened_now(watched=watched)
        self.data[self.add_prefix("site")] = self.data[self.add_prefix("proof")] = ""

    def _has_tried_too_often(self, cleaned: dict) -> bool:
        told = [client_address(self.request), *(str(cleaned.get(name, "")).lower() for name in self.counted_fields)]
        return max(_count(f"{type(self).__name__} {value}") for value in told if value) > TRIES_AN_HOUR


def _count(counted: str) -> int:
    """How often `counted` was counted in this hour, now included."""
    key = salted_hmac(SALT, f"{counted} {int(time.time() // 3600)}", secret=settings.SECRET_KEY).hexdigest()
    if cache.add(key, 1, 3600):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # It has just been forgotten.
        return 1
