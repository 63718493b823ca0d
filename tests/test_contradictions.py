"""Findings about an offer that says two things that cannot both be true."""

import pytest

from emplois import contradictions
from emplois.models import Offre

SITE, REMOTE = {"teletravail": "SUR_SITE"}, {"teletravail": "TOTAL"}
APPRENTICE = {"contracts": ["APPRENTISSAGE"], "title": "Apprentissage : administration de systèmes"}
INTERN = {"contracts": ["STAGE"], "title": "Stage : développement web"}
ON_CALL = {"missions": "<ul><li>participer aux astreintes par roulement</li></ul>"}


def fields(**values) -> list[str]:
    return [finding.field for finding in contradictions.findings(Offre(**{"title": "Architecte"} | values))]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"contracts": ["CDD"]}, "contract_months"),
        ({"contracts": ["CDI", "CDD"]}, "contract_months"),
        ({"contracts": ["PERMANENT"]}, "ouverture"),
        (SITE | {"teletravail_jours": 2}, "teletravail_jours"),
        (SITE | {"benefits": "<ul><li>jusqu’à trois jours de télétravail par semaine</li></ul>"}, "benefits"),
        (SITE | {"team": "<p>Télétravail possible après trois mois.</p>"}, "team"),
        (SITE | {"context": "<p>Pas de bureau à cloisons. Deux jours par semaine en télétravail.</p>"}, "context"),
        (REMOTE | {"teletravail_jours": 3}, "teletravail_jours"),
        (APPRENTICE | {"title": "Administratrice ou administrateur systèmes"}, "title"),
        (INTERN | {"title": "Développeuse ou développeur web"}, "title"),
        (APPRENTICE | {"experience": "EXPERT"}, "experience"),
        (INTERN | {"experience": "CONFIRME"}, "experience"),
        (INTERN | {"management": "AVEC"}, "management"),
        (APPRENTICE | {"title": "Apprentissage : experte ou expert réseau"}, "title"),
        (INTERN | {"profile": "<p>Trois ans d’expérience en Java.</p>"}, "profile"),
        (APPRENTICE | {"missions": "<ul><li>encadrer une équipe de cinq personnes</li></ul>"}, "missions"),
        (ON_CALL, "special_conditions"),
        (ON_CALL | {"special_conditions": "<p>Aucune.</p>"}, "special_conditions"),
        ({"team": "<p>Vous assurez l’astreinte une semaine sur six.</p>"}, "special_conditions"),
    ],
)
def test_contradiction_is_found(values, found):
    assert fields(**values) == [found]


@pytest.mark.parametrize(
    "values",
    [
        {"contracts": []},
        {"contracts": ["CDD"], "contract_months": 12},
        {"contracts": ["CDI"]},
        {"contracts": ["PERMANENT"], "ouverture": "TITULAIRE_CONTRACTUEL"},
        SITE,
        SITE | {"teletravail_jours": 0},
        SITE | {"benefits": "<p>Pas de télétravail possible : les appareils sont dans l’atelier.</p>"},
        SITE | {"missions": "<ul><li>équiper les agents en télétravail</li><li>livrer en dix jours</li></ul>"},
        SITE | {"process": "<p>Entretien à distance, réponse sous huit jours.</p>"},
        {"teletravail": "PARTIEL", "teletravail_jours": 2, "benefits": "<p>Deux jours de télétravail.</p>"},
        REMOTE,
        REMOTE | {"teletravail_jours": 5},
        APPRENTICE | {"experience": "DEBUTANT", "management": "SANS"},
        INTERN | {"experience": ""},
        INTERN | {"contracts": ["STAGE", "APPRENTISSAGE"], "title": "Alternance ou stage : données"},
        INTERN | {"profile": "<p>Aucune expérience exigée, pas besoin d’être expert.</p>"},
        APPRENTICE | {"missions": "<p>Vous serez encadrée ou encadré par deux personnes.</p>"},
        APPRENTICE | {"team": "<p>Une experte réseau vous accompagne.</p>"},
        {"contracts": ["CDI", "APPRENTISSAGE"], "title": "Experte ou expert réseau", "experience": "EXPERT"},
        ON_CALL | {"special_conditions": "<p>Astreintes une semaine sur six, indemnisées.</p>"},
        {"missions": "<p>Vous travaillez en journée, sans participer aux astreintes.</p>"},
        {"missions": "<ul><li>réaliser l’outil des astreintes</li></ul>"},
        {"context": "<p>Les équipes sont d’astreinte depuis 2019.</p>"},
        {"special_conditions": "<p>Astreintes une semaine sur six.</p>"},
    ],
)
def test_what_goes_together_is_left_alone(values):
    assert fields(**values) == []
