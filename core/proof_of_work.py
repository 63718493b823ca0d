"""A proof of work that a browser solves before a form is submitted (ALTCHA): cheap once, costly a thousand times.

A challenge is signed, expires and can be used once. static/site/challenge.js solves it.
"""

import base64
import datetime as dt
import json

import altcha
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import counters

ALGORITHM, COST = "PBKDF2/SHA-256", 2000
"""About 256 derivations of `COST` rounds: half a second on a laptop, three seconds on an old phone."""
VALID_FOR = dt.timedelta(minutes=30)


def _secret() -> str:
    return salted_hmac("core.proof_of_work", "", secret=settings.SECRET_KEY).hexdigest()


def challenge() -> str:
    """A new challenge, as JSON."""
    made = altcha.create_challenge(ALGORITHM, COST, expires_at=timezone.now() + VALID_FOR, hmac_secret=_secret())
    return json.dumps(made.to_dict())


def is_solved(payload: str) -> bool:
    """Whether `payload` (base64 of JSON: challenge and solution) solves a challenge of ours; marks it as used."""
    if not payload or not altcha.verify_solution(payload, _secret()).verified:
        return False
    nonce = json.loads(base64.b64decode(payload))["challenge"]["parameters"]["nonce"]
    return counters.spend_once(f"proof of work {nonce}", valid_for=VALID_FOR)
