from django.urls import path

from . import views

app_name = "alertes"
urlpatterns = [
    path("creer/", views.creer, name="creer"),
    path("envoyee/", views.envoyee, name="envoyee"),
    path("confirmer/<str:token>/", views.ConfirmView.as_view(), name="confirmer"),
    path("renouveler/<str:token>/", views.RenewView.as_view(), name="renouveler"),
    path("desabonner/<str:token>/", views.UnsubscribeView.as_view(), name="desabonner"),
]
