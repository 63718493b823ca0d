"""For type hints: a request that only reaches those with an account, as every request of the CMS does."""

from django.contrib.auth.models import User
from django.http import HttpRequest


class SignedInRequest(HttpRequest):
    user: User
