"""Public forms without an account: robots are kept out, and no person is.

A field that people do not see, a form that is not filled in within a blink, and so many tries an hour for one address.
What is counted is kept for an hour as a keyed hash, never as an address (no personal data, rule 7).
"""

import time

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .client_address import client_address

FASTEST = 3
"""Seconds under which nobody fills a form in."""
SLOWEST = 24 * 3600
"""Seconds after which a form is to be sent once more; nothing typed is lost."""
TRIES_AN_HOUR = 10
SALT = "core.form_guard"


def opened_now() -> str:
    return signing.dumps(int(time.time()), salt=SALT)


class GuardedForm(forms.Form):
    """A public form. `is_robot` tells, once valid, that what was sent is to be thanked for and thrown away."""

    site = forms.CharField(label="Ne remplissez pas ce champ", required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = opened_now

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("site"))

    def clean(self) -> dict:
        cleaned = super().clean()
        self._count_tries()
        try:
            age = time.time() - signing.loads(self.data.get(self.add_prefix("opened"), ""), salt=SALT)
        except (signing.BadSignature, TypeError):
            age = SLOWEST + 1
        if not FASTEST <= age <= SLOWEST:
            self.data = self.data.copy() | {self.add_prefix("opened"): opened_now()}
            raise ValidationError("Par sécurité, relisez votre saisie puis envoyez-la de nouveau : rien n’est perdu.")
        return cleaned

    def _count_tries(self) -> None:
        counted = f"{type(self).__name__} {client_address(self.request)} {int(time.time() // 3600)}"
        key = salted_hmac(SALT, counted, secret=settings.SECRET_KEY).hexdigest()
        if cache.add(key, 1, 3600):
            return
        try:
            tries = cache.incr(key)
        except ValueError:  # It has just been forgotten.
            return
        if tries > TRIES_AN_HOUR:
            raise ValidationError("Trop d’envois depuis votre réseau. Réessayez dans une heure, ou écrivez-nous.")
