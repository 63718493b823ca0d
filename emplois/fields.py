"""The fields of an offer: one row each, which the form, the page, the exchange, the history and the search read.

The rows stand in the order of the form. To add a field: CONTRIBUTING, « ajouter un champ d’offre ».
The label of a field is its `verbose_name` on the model; JSON-LD (`structured_data.py`) names its fields itself.
"""

from dataclasses import dataclass
from enum import StrEnum

PLACE_FIELDS = ("commune", "departement", "region", "country", "address")
"""The fields of one place of work, the finest first."""
LONGEST_TITLE, LONGEST_REFERENCE, LONGEST_SKILLS = 250, 100, 2000
SHORTEST_CONTRACT, LONGEST_CONTRACT = 1, 72
"""Months."""
WORKING_DAYS = 5
"""Of a week."""


class Group(StrEnum):
    """The groups of the form, with their headings."""

    POSTE = "Le poste"
    CONTRAT = "Contrat"
    STATUT = "Statut de l’emploi"
    CONDITIONS = "Conditions de travail"
    ETUDES = "Études et compétences"
    REFERENCE = "Référence"
    TEXTES = "Les textes"
    PAY = "Rémunération"
    PAY_TITULAIRES = "Si celle des titulaires diffère"
    DATES = "Dates"
    CANDIDATER = "Où candidater"
    AUTORITE = "Autorité de recrutement"
    CSP = "Choisir le service public"
    DEROGATION = "Une mention obligatoire manque"


CHANGES = (
    "intitulé",
    "entité",
    "rémunération",
    "lieux",
    "contrat",
    "télétravail",
    "date limite",
    "date de prise de poste",
    "missions",
    "profil",
    "avantages",
    "façon de candidater",
)
"""The labels of changes that candidates read, in the order of the page."""


@dataclass(frozen=True, kw_only=True)
class OfferField:
    """Where one field of an offer appears. An empty attribute means that the field does not appear there."""

    name: str
    """Its name on the model."""
    group: Group | None = None
    """Its group in the form."""
    half: bool = False
    """In the form, it shares a row with the next such field."""
    help: str = ""
    """Its help text in the form; empty to use the model's."""
    fact: int = 0
    """Its rank among the details of the page and of the Markdown document."""
    path: str = ""
    """Its path in the exchange format, which imports, exports and the API's `echange` read and write."""
    column: str = ""
    """Its column title in an imported table, then accepted synonyms, separated by `|`."""
    exported: str = ""
    """Its heading in the export of the list of offers in the CMS."""
    change: str = ""
    """The label that candidates read when it changes: one of CHANGES, or its own."""
    search: int = 0
    """Its weight in the search index, from 1 (the heaviest) to 4; 0 means not indexed."""
    copied: bool = True
    """Whether a duplicate of the offer starts with its value."""


FIELDS = (
    OfferField(
        name="title",
        group=Group.POSTE,
        help="Au féminin et au masculin, sans sigle : « Développeuse ou développeur Python ».",
        path="titre",
        change="intitulé",
        search=1,
    ),
    OfferField(
        name="vitrine",
        group=Group.POSTE,
        help="L’offre paraît dans cette vitrine et dans celles des entités au-dessus.",
        path="organisation.nom",
        change="entité",
    ),
    OfferField(
        name="metier",
        group=Group.POSTE,
        help="Celui du répertoire qui s’en approche le plus : les candidates et candidats filtrent par métier.",
        fact=10,
        path="portail.metier",
    ),
    OfferField(name="lieux", path="localisation", change="lieux"),
    OfferField(
        name="contracts",
        group=Group.CONTRAT,
        help="Toutes celles que vous pouvez proposer.",
        path="forme_contrat",
        change="contrat",
    ),
    OfferField(
        name="contract_months",
        group=Group.CONTRAT,
        help="Pour un CDD. Exemple : 36.",
        fact=60,
        path="conditions.duree_contrat",
        change="contrat",
    ),
    OfferField(name="ouverture", group=Group.CONTRAT, fact=20, path="type_contrat", change="contrat"),
    OfferField(name="categories", group=Group.STATUT, fact=30, path="categories", change="contrat"),
    OfferField(name="versant", group=Group.STATUT, half=True, fact=50, path="identification.versant"),
    OfferField(
        name="corps_grade",
        group=Group.STATUT,
        half=True,
        help="Exemple : ingénieur des systèmes d’information et de communication.",
        fact=40,
        path="portail.corps_grade",
    ),
    OfferField(
        name="vacance",
        group=Group.STATUT,
        half=True,
        help="Laissez vide si l’emploi vient d’être créé, et cochez la case qui suit.",
        fact=70,
        path="vacance_poste",
    ),
    OfferField(name="is_creation", group=Group.STATUT, half=True, path="portail.emploi_cree"),
    OfferField(name="teletravail", group=Group.CONDITIONS, half=True, path="portail.teletravail", change="télétravail"),
    OfferField(
        name="teletravail_jours",
        group=Group.CONDITIONS,
        half=True,
        help="Le plus possible. Exemple : 2.",
        fact=105,
        path="portail.teletravail_jours",
        change="télétravail",
    ),
    OfferField(name="working_time", group=Group.CONDITIONS, half=True, fact=110, path="conditions.temps_travail"),
    OfferField(
        name="experience", group=Group.CONDITIONS, half=True, fact=80, path="criteres.experience", change="profil"
    ),
    OfferField(name="management", group=Group.CONDITIONS, half=True, fact=120, path="conditions.management"),
    OfferField(
        name="diplome_niveau",
        group=Group.ETUDES,
        help="Seulement s’il est vraiment exigé : l’expérience vaut souvent un diplôme.",
        fact=90,
        path="criteres.diplome_niveau",
        change="profil",
    ),
    OfferField(
        name="is_regulated",
        group=Group.ETUDES,
        help="Seulement si la loi ou un règlement réserve l’exercice à ce diplôme. Citez le texte dans le profil.",
        fact=92,
        path="portail.diplome_reglementaire",
        change="profil",
    ),
    OfferField(
        name="is_sovereign",
        group=Group.STATUT,
        help="Pour un emploi de souveraineté ou d’autorité publique (CGFP, art. L321-3).",
        fact=55,
        path="portail.nationalite_francaise",
        change="profil",
    ),
    OfferField(
        name="competences",
        group=Group.ETUDES,
        help="Une par ligne : « Python », « Accessibilité numérique ». Elles servent à être trouvée.",
        fact=100,
        path="criteres.competences_requises",
        change="profil",
        search=4,
    ),
    OfferField(
        name="reference",
        group=Group.REFERENCE,
        help="La vôtre, si vous en avez une : elle aide à retrouver la candidature.",
        fact=160,
        path="identification.reference",
        copied=False,
    ),
    OfferField(
        name="context",
        group=Group.TEXTES,
        help="En trois phrases : à quoi sert l’équipe, pourquoi ce poste s’ouvre.",
        path="description.employeur",
        change="missions",
        search=4,
    ),
    OfferField(
        name="missions",
        group=Group.TEXTES,
        help="Quatre à six, chacune par un verbe : « concevoir », « faire évoluer », « animer ».",
        path="description.mission",
        change="missions",
        search=4,
    ),
    OfferField(
        name="profile",
        group=Group.TEXTES,
        help="Ce qu’il faut vraiment, puis ce qui serait un plus. Trop de critères découragent, les femmes surtout.",
        path="description.profil",
        change="profil",
        search=3,
    ),
    OfferField(
        name="team",
        group=Group.TEXTES,
        help="Combien de personnes, quels métiers, avec qui on travaille chaque jour.",
        path="portail.textes.equipe",
        change="missions",
        search=4,
    ),
    OfferField(
        name="benefits",
        group=Group.TEXTES,
        help="Télétravail, horaires, formation, restauration, transport, action sociale.",
        path="portail.textes.avantages",
        change="avantages",
        search=4,
    ),
    OfferField(
        name="special_conditions",
        group=Group.TEXTES,
        help="Astreintes, déplacements, habilitation… S’il n’y en a pas, écrivez « Aucune ».",
        path="description.complements",
        change="missions",
        search=4,
    ),
    OfferField(
        name="process",
        group=Group.TEXTES,
        help="Les étapes et leurs délais : « un entretien de 45 minutes, réponse sous deux semaines ».",
        path="portail.textes.deroule",
        change="façon de candidater",
        search=4,
    ),
    OfferField(
        name="pay_min",
        group=Group.PAY,
        half=True,
        help="Euros bruts par an, primes comprises. Exemple : 38000.",
        path="portail.remuneration_min",
        change="rémunération",
    ),
    OfferField(
        name="pay_max",
        group=Group.PAY,
        half=True,
        help="Exemple : 48000.",
        path="portail.remuneration_max",
        change="rémunération",
    ),
    OfferField(
        name="pay_text",
        group=Group.PAY,
        help="Seulement si aucun montant n’est possible : « Selon la grille des attachés et l’expérience ».",
        path="conditions.salaire_contractuel",
        change="rémunération",
    ),
    OfferField(
        name="pay_titulaires_min",
        group=Group.PAY_TITULAIRES,
        half=True,
        path="portail.remuneration_titulaires_min",
        change="rémunération",
    ),
    OfferField(
        name="pay_titulaires_max",
        group=Group.PAY_TITULAIRES,
        half=True,
        path="portail.remuneration_titulaires_max",
        change="rémunération",
    ),
    OfferField(
        name="pay_titulaires_text",
        group=Group.PAY_TITULAIRES,
        path="conditions.salaire_titulaire",
        change="rémunération",
    ),
    OfferField(
        name="deadline",
        group=Group.DATES,
        half=True,
        help="Jusqu’à la fin de ce jour, heure de Paris. Un mois et demi est un bon délai.",
        path="publication.fin_candidature",
        change="date limite",
        copied=False,
    ),
    OfferField(
        name="start_on",
        group=Group.DATES,
        half=True,
        help="Même approximative, elle aide à se décider.",
        fact=140,
        path="conditions.debut_contrat",
        change="date de prise de poste",
        copied=False,
    ),
    OfferField(
        name="vacant_on",
        group=Group.DATES,
        help="Depuis quand, ou à partir de quand, l’emploi est sans titulaire.",
        fact=130,
        path="publication.debut_vacance_poste",
        copied=False,
    ),
    OfferField(
        name="apply_here",
        group=Group.CANDIDATER,
        help="Vous recevez les candidatures dans « Candidatures » ; chaque personne a un accusé et un suivi.",
        path="portail.candidature_ici",
        change="façon de candidater",
    ),
    OfferField(
        name="apply_email",
        group=Group.CANDIDATER,
        help="Une boîte de service, que plusieurs personnes lisent.",
        path="contacts",
        change="façon de candidater",
    ),
    OfferField(
        name="apply_url",
        group=Group.CANDIDATER,
        help="Si l’on candidate sur un autre site.",
        path="url_candidature",
        change="façon de candidater",
    ),
    OfferField(
        name="apply_to",
        group=Group.CANDIDATER,
        help="Le service destinataire : « Bureau du recrutement ».",
        path="portail.destinataire",
        change="façon de candidater",
    ),
    OfferField(
        name="contact",
        group=Group.CANDIDATER,
        help="Pour poser une question avant de candidater : une boîte de service.",
        path="portail.contact",
    ),
    OfferField(
        name="recruiting_authority",
        group=Group.AUTORITE,
        help="Qui nomme ou signe le contrat : « Secrétariat général ».",
        fact=150,
        path="portail.autorite_de_recrutement",
    ),
    OfferField(name="csp_reference", group=Group.CSP, help="Si l’offre y est aussi publiée.", fact=170, copied=False),
    OfferField(name="csp_url", group=Group.CSP, copied=False),
    OfferField(name="derogation", group=Group.DEROGATION, copied=False),
    OfferField(name="source", copied=False),
    OfferField(name="source_url", path="url_offre", copied=False),
)
TEXTS = tuple(field.name for field in FIELDS if field.group == Group.TEXTES)
"""The long texts, in reading order."""
FACTS = tuple(field.name for field in sorted(FIELDS, key=lambda field: field.fact) if field.fact)
"""The details of the page, in reading order."""
SEARCHED = {level: tuple(field.name for field in FIELDS if field.search == level) for level in range(1, 5)}
NOT_COPIED = tuple(field.name for field in FIELDS if not field.copied)
PATHS = {field.name: field.path for field in FIELDS if field.path}
"""The path of each field in the exchange format."""


def in_group(group: Group) -> list[OfferField]:
    """The fields of a group of the form, in the order of FIELDS."""
    return [field for field in FIELDS if field.group == group]


def by_change() -> dict[str, list[str]]:
    """The field names behind each label of a change, in the order of CHANGES."""
    fields: dict[str, list[str]] = {change: [] for change in CHANGES}
    for field in FIELDS:
        if field.change:
            fields.setdefault(field.change, []).append(field.name)
    return fields
