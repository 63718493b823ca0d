"""Public URLs of links in mails: confirmation of a request, invitation."""

from django.urls import path

from .onboarding.invitations import InvitationView
from .onboarding.requests import ConfirmRequestView

urlpatterns = [
    path("rejoindre/confirmer/<str:token>/", ConfirmRequestView.as_view(), name="confirm_request"),
    path("invitation/<str:token>/", InvitationView.as_view(), name="invitation"),
]
