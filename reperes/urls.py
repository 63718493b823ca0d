from django.urls import path

from .views import glossaire

urlpatterns = [path("glossaire/", glossaire, name="glossaire")]
