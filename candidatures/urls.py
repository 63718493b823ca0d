from django.urls import path

from . import tracking, views

app_name = "candidatures"
urlpatterns = [
    path("emplois/<slug:slug>/candidater/", views.OffreApplyView.as_view(), name="offre"),
    path("candidature-spontanee/", views.SpontaneousView.as_view(), name="spontanee"),
    path("candidatures/envoyee/<str:token>/", views.envoyee, name="envoyee"),
    path("candidatures/retrouver/", tracking.retrouver, name="retrouver"),
    path("candidatures/effacee/", tracking.effacee, name="effacee"),
    path("candidatures/confirmer/<str:token>/", tracking.ConfirmDossierView.as_view(), name="confirmer"),
    path("candidatures/renouveler/<str:token>/", tracking.RenewDossierView.as_view(), name="renouveler"),
    path("candidatures/suivi/<str:token>/", tracking.TrackView.as_view(), name="suivi"),
    path("candidatures/suivi/<str:token>/message/<int:pk>/", tracking.MessageView.as_view(), name="message"),
    path("candidatures/suivi/<str:token>/document/", tracking.DocumentView.as_view(), name="document"),
    path("candidatures/suivi/<str:token>/retirer/<int:pk>/", tracking.WithdrawView.as_view(), name="retirer"),
    path("candidatures/suivi/<str:token>/vivier/", tracking.LeavePoolView.as_view(), name="quitter_vivier"),
    path("candidatures/suivi/<str:token>/donnees/", tracking.ExportView.as_view(), name="donnees"),
    path("candidatures/suivi/<str:token>/corriger/", tracking.CorrectView.as_view(), name="corriger"),
    path("candidatures/suivi/<str:token>/effacer/", tracking.EraseView.as_view(), name="effacer"),
]
