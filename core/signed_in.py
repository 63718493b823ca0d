"""For type hints: a request of a signed-in user, as every request of the CMS is."""

from django.contrib.auth.models import User
from django.http import HttpRequest


class SignedInRequest(HttpRequest):
    user: User
