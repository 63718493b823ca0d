from django.urls import path

from . import views
from .carte import carte

app_name = "emplois"
urlpatterns = [
    path("", views.OffreListView.as_view(), name="liste"),
    path("carte/", carte, name="carte"),
    path("<slug:slug>/", views.offre, name="offre"),
]
