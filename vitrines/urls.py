"""Addresses of entities beside their pages: what a link in a mail opens."""

from django.urls import path

from .onboarding.invitations import InvitationView
from .onboarding.requests import ConfirmRequestView
from .review.by_link import OpinionView, PreviewByLinkView

urlpatterns = [
    path("rejoindre/confirmer/<str:token>/", ConfirmRequestView.as_view(), name="confirm_request"),
    path("invitation/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("relire/<str:token>/", OpinionView.as_view(), name="review_by_link"),
    path("relire/<str:token>/apercu/", PreviewByLinkView.as_view(), name="review_preview_by_link"),
]
