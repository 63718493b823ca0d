from django.urls import path

from . import views

app_name = "emplois"
urlpatterns = [
    path("", views.OffreListView.as_view(), name="liste"),
    path("<slug:slug>/", views.offre, name="offre"),
]
