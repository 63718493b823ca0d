from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("", views.recherche, name="recherche"),
    path("profil/", views.profil, name="profil"),
    path("lieux/", views.lieux, name="lieux"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
