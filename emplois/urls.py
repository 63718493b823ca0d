from django.urls import path

from . import views
from .carte import carte
from .favoris import comparer, favoris

app_name = "emplois"
urlpatterns = [
    path("", views.OffreListView.as_view(), name="liste"),
    path("carte/", carte, name="carte"),
    path("favoris/", favoris, name="favoris"),
    path("comparer/", comparer, name="comparer"),
    path("<slug:slug>/", views.offre, name="offre"),
    path("<slug:slug>/puis-je-postuler/", views.puis_je_postuler, name="puis_je_postuler"),
]
