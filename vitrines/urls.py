"""Addresses of entities beside their pages: what a link in a mail opens."""

from django.urls import path

from .review.by_link import OpinionView, PreviewByLinkView

urlpatterns = [
    path("relire/<str:token>/", OpinionView.as_view(), name="review_by_link"),
    path("relire/<str:token>/apercu/", PreviewByLinkView.as_view(), name="review_preview_by_link"),
]
