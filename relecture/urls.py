"""The public URLs of review links."""

from django.urls import path

from .by_link import OpinionView, PreviewByLinkView

urlpatterns = [
    path("relire/<str:token>/", OpinionView.as_view(), name="review_by_link"),
    path("relire/<str:token>/apercu/", PreviewByLinkView.as_view(), name="review_preview_by_link"),
]
