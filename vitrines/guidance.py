"""Writing advice for the pages of an entity, shown in the CMS editor only."""

from typing import NamedTuple

from wagtail.admin.panels import Panel

from .enums import Rubrique


class Guidance(NamedTuple):
    question: str
    advice: str
    example: str


GUIDANCE: dict[str, Guidance] = {
    Rubrique.RAISON_DETRE: Guidance(
        "Pourquoi votre entité existe-t-elle ?",
        "Une phrase que tout le monde comprend, puis ce qui change pour les gens grâce à vous.",
        "« Nous construisons les outils qui permettent à chaque préfecture de répondre en un jour. »",
    ),
    Rubrique.MISSIONS: Guidance(
        "Que faites-vous chaque jour ?",
        "Trois à cinq missions, chacune avec un résultat visible ou un chiffre daté. Pas d’organigramme ici.",
        "« Exploiter 120 applications, ouvertes jour et nuit à 40 000 agentes et agents. »",
    ),
    Rubrique.METIERS: Guidance(
        "Quels métiers exercez-vous ?",
        "Nommez-les au féminin et au masculin, avec le nombre de personnes, et renvoyez vers leurs pages.",
        "« Vingt développeuses et développeurs, six personnes en cybersécurité, quatre en design. »",
    ),
    Rubrique.ATOUTS: Guidance(
        "Pourquoi vous choisir, vous ?",
        "Ce qui est vrai et vérifiable : télétravail, formation, rythme, lieu, sens. Évitez « équipe dynamique ».",
        "« Deux jours de télétravail par semaine, dix jours de formation par an, pas d’astreinte. »",
    ),
    Rubrique.VALEURS: Guidance(
        "Comment décidez-vous, concrètement ?",
        "Une valeur sans exemple ne dit rien : racontez une décision qu’elle a permise.",
        "« Nous publions notre code : nos trois dernières applications sont réutilisées ailleurs. »",
    ),
    Rubrique.ENJEUX: Guidance(
        "Qu’avez-vous à réussir dans les deux ans ?",
        "Deux ou trois chantiers, ce qui est difficile, ce que la personne recrutée y fera.",
        "« Sortir d’un système de 1998 sans un jour d’interruption pour les usagers. »",
    ),
    Rubrique.ORGANISATION: Guidance(
        "Qui travaille avec qui ?",
        "Les équipes, leur taille, leurs lieux. Un bloc « organisation » vaut mieux qu’une image.",
        "« Quatre équipes produit de huit personnes, un pôle exploitation à Rennes, un pôle données à Paris. »",
    ),
    Rubrique.PROFILS: Guidance(
        "Qui cherchez-vous souvent ?",
        "Des profils, pas des critères : ce que l’on sait faire, pas l’âge ni le diplôme.",
        "« Vous aimez comprendre pourquoi une requête est lente, et l’expliquer. »",
    ),
    Rubrique.RECRUTEMENT: Guidance(
        "Comment se passe le recrutement ?",
        "Les étapes, leurs délais, qui l’on rencontre. Le bloc « étapes » est fait pour cela.",
        "« Un échange de 30 minutes, un entretien avec l’équipe, une réponse sous dix jours. »",
    ),
    Rubrique.NOUS_REJOINDRE: Guidance(
        "Que faire si aucune offre ne convient ?",
        "Dites comment candidater spontanément, et à qui poser une question (une boîte de service).",
        "« Écrivez-nous : nous répondons à tout le monde sous deux semaines. »",
    ),
}


class GuidancePanel(Panel):
    """A panel with the writing advice for the kind of rubrique of the page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "vitrines/cms/guidance.html"

        @property
        def guidance(self) -> Guidance | None:
            return GUIDANCE.get(getattr(self.instance, "kind", ""))

        def is_shown(self) -> bool:
            return super().is_shown() and self.guidance is not None
