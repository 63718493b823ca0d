"""The form of an offer in the CMS: its sections, and what helps whoever fills it in once a month."""

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from .forms import OffreForm

HELP = {
    "title": "Au féminin et au masculin, sans sigle : « Développeuse ou développeur Python ».",
    "vitrine": "L’offre paraît dans cette vitrine et dans celles des entités au-dessus.",
    "metier": "Celui du répertoire qui s’en approche le plus : les candidates et candidats filtrent par métier.",
    "reference": "La vôtre, si vous en avez une : elle aide à retrouver la candidature.",
    "contracts": "Toutes celles que vous pouvez proposer.",
    "contract_months": "Pour un CDD. Exemple : 36.",
    "corps_grade": "Exemple : ingénieur des systèmes d’information et de communication.",
    "vacance": "Laissez vide si l’emploi vient d’être créé, et cochez la case qui suit.",
    "diplome_niveau": "Seulement s’il est vraiment exigé : l’expérience vaut souvent un diplôme.",
    "competences": "Une par ligne : « Python », « Accessibilité numérique ». Elles servent à être trouvée.",
    "context": "En trois phrases : à quoi sert l’équipe, pourquoi ce poste s’ouvre.",
    "missions": "Quatre à six, chacune par un verbe : « concevoir », « faire évoluer », « animer ».",
    "profile": "Ce qu’il faut vraiment, puis ce qui serait un plus. Trop de critères découragent, les femmes surtout.",
    "team": "Combien de personnes, quels métiers, avec qui on travaille chaque jour.",
    "benefits": "Télétravail, horaires, formation, restauration, transport, action sociale.",
    "special_conditions": "Astreintes, déplacements, habilitation… S’il n’y en a pas, écrivez « Aucune ».",
    "process": "Les étapes et leurs délais : « un entretien de 45 minutes, réponse sous deux semaines ».",
    "pay_min": "Euros bruts par an, primes comprises. Exemple : 38000.",
    "pay_max": "Exemple : 48000.",
    "pay_text": "Seulement si aucun montant n’est possible : « Selon la grille des attachés et l’expérience ».",
    "vacant_on": "Depuis quand, ou à partir de quand, l’emploi est sans titulaire.",
    "start_on": "Même approximative, elle aide à se décider.",
    "deadline": "Jusqu’à la fin de ce jour, heure de Paris. Un mois et demi est un bon délai.",
    "apply_here": "Vous recevez les candidatures dans « Candidatures » ; chaque personne a un accusé et un suivi.",
    "apply_email": "Une boîte de service, que plusieurs personnes lisent.",
    "apply_url": "Si l’on candidate sur un autre site.",
    "apply_to": "Le service destinataire : « Bureau du recrutement ».",
    "contact": "Pour poser une question avant de candidater : une boîte de service.",
    "recruiting_authority": "Qui nomme ou signe le contrat : « Secrétariat général ».",
    "csp_reference": "Si l’offre y est aussi publiée.",
}


def _fields(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name, help_text=HELP.get(name, "")) for name in names]


def _row(*names: str, heading: str = "") -> FieldRowPanel:
    return FieldRowPanel(_fields(*names), heading=heading)


def _group(heading: str, *panels: Panel, folded: bool = False) -> MultiFieldPanel:
    return MultiFieldPanel(list(panels), heading=heading, classname="collapsed" if folded else "")


LIEU = [
    FieldPanel("commune"),
    FieldPanel("address"),
    MultiFieldPanel(
        [FieldPanel("departement"), FieldPanel("region"), FieldPanel("country")],
        heading="Pas de commune précise ?",
        classname="collapsed",
    ),
]

EDIT_HANDLER = TabbedInterface(
    [
        ObjectList(
            [
                *_fields("title"),
                FieldPanel("vitrine", widget=forms.Select, help_text=HELP["vitrine"]),
                *_fields("metier"),
                InlinePanel("lieux", panels=LIEU, label="Lieu", heading="Lieux", min_num=1, max_num=10),
                _group("Contrat", *_fields("contracts", "contract_months", "ouverture")),
                _group(
                    "Statut de l’emploi",
                    *_fields("categories"),
                    _row("versant", "corps_grade"),
                    _row("vacance", "is_creation"),
                ),
                _group("Conditions de travail", _row("teletravail", "working_time"), _row("experience", "management")),
                _group("Études et compétences", *_fields("diplome_niveau", "competences"), folded=True),
                *_fields("reference"),
                PublishingPanel(),
            ],
            heading="Le poste",
        ),
        ObjectList(
            _fields("context", "missions", "profile", "team", "benefits", "special_conditions", "process"),
            heading="Les textes",
        ),
        ObjectList(
            [
                _group("Rémunération", _row("pay_min", "pay_max"), *_fields("pay_text")),
                _group(
                    "Si celle des titulaires diffère",
                    _row("pay_titulaires_min", "pay_titulaires_max"),
                    *_fields("pay_titulaires_text"),
                    folded=True,
                ),
            ],
            heading="Rémunération",
        ),
        ObjectList(
            [
                _group("Dates", _row("deadline", "start_on"), *_fields("vacant_on")),
                _group("Où candidater", *_fields("apply_here", "apply_email", "apply_url", "apply_to", "contact")),
                *_fields("recruiting_authority"),
                _group("Choisir le service public", *_fields("csp_reference", "csp_url"), folded=True),
                _group("Une mention obligatoire manque", *_fields("derogation"), folded=True),
            ],
            heading="Candidater",
        ),
    ],
    base_form_class=OffreForm,
)
