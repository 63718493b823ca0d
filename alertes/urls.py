from django.urls import path

from . import views

app_name = "alertes"
urlpatterns = [
    path("creer/", views.creer, name="creer"),
    path("envoyee/", views.envoyee, name="envoyee"),
    path("confirmer/<str:token>/", views.ConfirmAlertView.as_view(), name="confirmer"),
    path("renouveler/<str:token>/", views.RenewAlertView.as_view(), name="renouveler"),
    path("desabonner/<str:token>/", views.UnsubscribeView.as_view(), name="desabonner"),
]
