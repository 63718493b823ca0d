from django.urls import path, re_path

from . import embedding, feeds, index_now, markdown, serving_files
from .open_data import pages
from .whole_files import BOARDS

app_name = "diffusion"
FORMATS = {"rss": feeds.rss, "atom": feeds.atom, "json": feeds.json_feed, "ics": feeds.calendar}
urlpatterns = [
    *(path(f"emplois/flux.{form}", view, name=f"flux_{form}") for form, view in FORMATS.items()),
    *(
        re_path(rf"^institutions/(?P<path>[-\w/]+)/offres/flux\.{form}$", view, name=f"flux_entite_{form}")
        for form, view in FORMATS.items()
    ),
    path("emplois/<slug:slug>/index.md", markdown.offre, name="offre_md"),
    re_path(r"^institutions/(?P<path>[-\w/]+)/index\.md$", markdown.vitrine, name="vitrine_md"),
    path("integrer/offres.js", embedding.script, name="integrer_script"),
    path("integrer/<slug:key>/", embedding.frame, name="integrer_cadre"),
    path("integrer/<slug:key>/mode-d-emploi/", embedding.how_to, name="integrer"),
    path("donnees/", pages.index, name="donnees"),
    path("donnees/catalogue.jsonld", pages.catalogue, name="catalogue"),
    path("donnees/<str:name>", pages.file, name="fichier"),
    re_path(r"^(?P<key>[a-zA-Z0-9-]{8,128})\.txt$", index_now.key_file, name="indexnow"),
    *(path(f"flux/{name}", serving_files.board, {"name": name}, name=name.partition(".")[0]) for name in BOARDS),
]
