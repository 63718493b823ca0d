"""What visitors type is read into filters and words; what only looks like a filter stays among the words."""

import pytest

from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.reading import read

from .factories import add_home, add_institutions, add_vitrine

pytestmark = pytest.mark.django_db
REMOTE = ["PARTIEL", "TOTAL"]


@pytest.fixture(scope="module")
def index(module_transaction) -> OfferIndex:
    with module_transaction.unblock():
        institutions = add_institutions(add_home())
        add_vitrine(institutions, "Direction interministérielle du numérique", sigle="DINUM")
        add_vitrine(institutions, "Office des données", sigle="SI")
        return OfferIndex()


@pytest.mark.parametrize(
    ("typed", "values", "words"),
    [
        ("cdi", {"contrat": ["CDI"]}, ""),
        ("CDI paris", {"contrat": ["CDI"], "commune": ["paris"]}, ""),
        ("débutant", {"experience": ["DEBUTANT"]}, ""),
        ("temps partiel", {"temps": ["TEMPS_PARTIEL"]}, ""),
        ("catégorie A", {"categorie": ["A", "APLUS"]}, ""),
        ("catégorie A+", {"categorie": ["APLUS"]}, ""),
        ("contractuel", {"ouvert_aux": ["contractuels"]}, ""),
        ("fonctionnaire", {"ouvert_aux": ["titulaires"]}, ""),
        ("bretagne", {"region": ["53"]}, ""),
        ("développeur rennes", {"commune": ["rennes"]}, "développeur"),
        ("chef projet lyon", {"commune": ["lyon"]}, "chef projet"),
        ("devops remote", {"teletravail": REMOTE}, "devops"),
        ("full remote", {"teletravail": ["TOTAL"]}, ""),
        ("100 % télétravail", {"teletravail": ["TOTAL"]}, ""),
        ("sans télétravail", {"teletravail": ["SUR_SITE"]}, ""),
        ("stage", {"contrat": ["STAGE"]}, ""),
        ("alternance cyber", {"contrat": ["APPRENTISSAGE"]}, "cyber"),
        ("Paris 13", {"commune": ["Paris 13e"]}, ""),
        ("Lyon 3e", {"commune": ["Lyon 3e"]}, ""),
        ("marseille 8ème arrondissement", {"commune": ["Marseille 8e"]}, ""),
        ("saint-denis 974", {"commune": ["saint denis (974)"]}, ""),
        ("St Denis", {"commune": ["saint denis"]}, ""),
        ("93100 Montreuil, France", {"commune": ["93100"]}, ""),
        ("devops Saint-Médard-en-Jalles 33160", {"commune": ["33160"]}, "devops"),
        ("Paris 99999", {"commune": ["Paris"]}, "99999"),
        ("autour de Saint-Denis 10 km", {"rayon": ["10"], "commune": ["Saint-Denis"]}, ""),
        ("Rennes à 5 km data", {"rayon": ["5"], "commune": ["Rennes"]}, "data"),
        ("salaire 45k€ minimum", {"salaire_min": ["45000"]}, ""),
        ("devops en télétravail complet", {"teletravail": ["TOTAL"]}, "devops"),
        ("Lyon 69", {"commune": ["lyon (69)"]}, ""),
        ("35000", {"commune": ["35000"]}, ""),
        ("dans le 93", {"departement": ["93"]}, ""),
        ("93", {"departement": ["93"]}, ""),
        ("développeuse dans le Finistère", {"departement": ["29"]}, "développeuse"),
        ("IDF", {"region": ["11"]}, ""),
        ("45k", {"salaire_min": ["45000"]}, ""),
        ("45 k€", {"salaire_min": ["45000"]}, ""),
        ("> 50000", {"salaire_min": ["50000"]}, ""),
        ("data à partir de 40 000 € brut par an", {"salaire_min": ["40000"]}, "data"),
        ("3000 net par mois", {"salaire_min": ["45000"]}, ""),
        ("3 000 € bruts par mois", {"salaire_min": ["36000"]}, ""),
        ("dinum cdd", {"entite": ["direction-interministerielle-du-numerique"], "contrat": ["CDD"]}, ""),
        ("sans expérience", {"experience": ["DEBUTANT"]}, ""),
        ("junior data, web ; CDI", {"experience": ["DEBUTANT"], "contrat": ["CDI"]}, "data, web"),
        (
            "junior python, java ; CDI",
            {"experience": ["DEBUTANT"], "contrat": ["CDI"], "competence": ["python", "java"]},
            "",
        ),
        (".NET cdi, c#", {"contrat": ["CDI"], "competence": ["dotnet", "csharp"]}, ""),
        ("java 17", {"competence": ["java"]}, ""),
        ("dev angular 17 junior", {"competence": ["angular"], "experience": ["DEBUTANT"]}, "dev"),
        ("windows 11", {"competence": ["windows"]}, ""),
        ("cobol 85", {"competence": ["cobol"]}, ""),
        ("windows 95", {"competence": ["windows"]}, ""),
        ("java 35", {"competence": ["java"], "departement": ["35"]}, ""),
        ("java 3 ans", {"competence": ["java"]}, "3 ans"),
        ("ISO 27001", {"competence": ["iso-27001"]}, ""),
        ("développeur c", {"competence": ["c"]}, "développeur"),
        ("catégorie C", {"categorie": ["C"]}, ""),
        ("plus d’un cloud hybride sous k8s", {"competence": ["kubernetes"]}, "plus d’un cloud hybride sous"),
        (
            "C++ en CDI à Aix-en-Provence",
            {"contrat": ["CDI"], "commune": ["Aix-en-Provence"], "competence": ["cplusplus"]},
            "",
        ),
        ("je cherche un stage à Nantes", {"contrat": ["STAGE"], "commune": ["Nantes"]}, ""),
        ("quels sont les postes en télétravail ?", {"teletravail": REMOTE}, ""),
        ("quelles offres en CDI à Marseille ?", {"contrat": ["CDI"], "commune": ["Marseille"]}, ""),
        ("comment devenir data scientist ?", {}, "data scientist"),
        ("est-ce que vous recrutez des techniciens ?", {}, "vous des techniciens"),
        ("poste de technicien près de chez moi à Marseille", {"commune": ["Marseille"]}, "poste de technicien"),
        ("informatique Marseille", {"commune": ["Marseille"]}, ""),
        ("je suis débutante en informatique", {"experience": ["DEBUTANT"]}, ""),
        ("postes ouverts aux contractuels", {"ouvert_aux": ["contractuels"]}, ""),
        ("travail informatique sans concours", {"ouvert_aux": ["contractuels"]}, ""),
        ("je souhaite encadrer une équipe", {"management": ["AVEC"]}, ""),
        ("tele travail", {"teletravail": REMOTE}, ""),
        ("quel métier dans la cyber sans expérience", {"experience": ["DEBUTANT"]}, "dans la cyber"),
        ("je cherche un premier poste à Paris", {"experience": ["DEBUTANT"], "commune": ["Paris"]}, ""),
        ("architecte expert", {"experience": ["EXPERT"]}, "architecte"),
        ("télé-travail data", {"teletravail": REMOTE}, "data"),
        ("part time", {"temps": ["TEMPS_PARTIEL"]}, ""),
        ("emploi stable", {"contrat": ["CDI", "PERMANENT"]}, ""),
        ("territoriale", {"versant": ["FPT"]}, ""),
        ("sud ouest", {"region": ["75", "76"]}, ""),
        ("Marseille ou Aix", {"commune": ["Marseille", "aix en provence"]}, ""),
        ("à la Défense", {"commune": ["puteaux"]}, ""),
        ("mi-temps Lille développeur·se", {"temps": ["TEMPS_PARTIEL"], "commune": ["Lille"]}, "développeur·se"),
    ],
)
def test_what_is_understood(index, typed, values, words):
    found = read(typed, index)
    assert (found.values, found.words) == (values, words)


@pytest.mark.parametrize(
    "typed",
    [
        "apprentissage automatique",
        "bonjour",
        "pourquoi comment",
        "informatique",
        "chargé de recrutement",
        "administration territoriale",
        "recrutement sans concours",
        "civils de la défense",
        "intelligence territoriale",
        "machine learning",
        "contrat de maintenance",
        "réseau social",
        "cloud hybride",
        "support à distance",
        "gestion des stages",
        "maître d'apprentissage",
        "responsable du recrutement des contractuels",
        "réseau 17",
        "salaire net",
        "cybersécurité",
        "RGAA 4.1",
        "bac+5",
        "master 2",
        "poste à 35 h",
        "35 heures",
        "équipe de 45 personnes",
        "budget de 40 M€",
        "vente en ligne",
        "chef de projet en charge de la paie",
        "Orange Business",
        "gap analysis",
        "sens du service",
        "loire",
        "SI",
        "systèmes d'information",
        "expert sécurité",
        "experte",
        "projet expert sécurité",
        "via API",
        "offre d'emploi",
        "« »",
        "",
        "; , . !",
        "İstanbul ǅ",
    ],
)
def test_what_only_looks_like_a_filter_stays_among_the_words(index, typed):
    if typed == "loire":
        assert read(typed, index).values == {"departement": ["42"]}
    else:
        found = read(typed, index)
        assert (found.values, found.words) == ({}, typed)


@pytest.mark.parametrize(
    ("typed", "values", "words"),
    [
        ("management", {"management": ["AVEC"]}, ""),
        ("manager data", {"management": ["AVEC"]}, "data"),
        ("encadrement d’équipe cyber", {"management": ["AVEC"]}, "cyber"),
        ("sans encadrement", {"management": ["SANS"]}, ""),
        ("3 jours de télétravail", {"teletravail_jours": ["3", "4", "5"]}, ""),
        ("devops deux jours de télétravail par semaine", {"teletravail_jours": ["2", "3", "4", "5"]}, "devops"),
        ("management de projet", {}, "management de projet"),
        ("management de la qualité", {}, "management de la qualité"),
        ("product manager", {}, "product manager"),
        ("data management", {}, "data management"),
        ("management visuel", {}, "management visuel"),
        ("encadrement des doctorants", {}, "encadrement des doctorants"),
        ("6 jours de télétravail", {"teletravail": REMOTE}, "6 jours de"),
    ],
)
def test_management_and_days(index, typed, values, words):
    found = read(typed, index)
    assert (found.values, found.words) == (values, words)


@pytest.mark.parametrize(
    ("typed", "values", "words"),
    [
        ("Rennes ou Nantes", {"commune": ["Rennes", "Nantes"]}, ""),
        ("data Paris Lyon", {"commune": ["Paris", "Lyon"]}, "data"),
        ("data à Rennes, à Nantes et à Brest", {"commune": ["Rennes", "Nantes", "Brest"]}, "data"),
        ("Bretagne ou Normandie", {"region": ["53", "28"]}, ""),
        ("Nantes ou Bretagne", {"commune": ["Nantes", "Bretagne"]}, ""),
        ("Rennes Bretagne", {"commune": ["Rennes"], "region": ["53"]}, ""),
        ("Saint-Denis la Réunion", {"commune": ["Saint-Denis (974)"], "region": ["04"]}, ""),
        ("Lille Nord", {"commune": ["Lille"], "departement": ["59"]}, ""),
        ("Saint-Denis, Île de la Réunion", {"commune": ["Saint-Denis (974)"], "region": ["04"]}, ""),
        ("13e arrondissement de Paris", {"commune": ["Paris 13e"]}, ""),
        ("chef de projet Marseille 8ᵉ arrondissement", {"commune": ["Marseille 8e"]}, "chef de projet"),
        ("outre-mer", {"region": ["01", "02", "03", "04", "06"]}, ""),
        ("développeur à la Réunion", {"region": ["04"]}, "développeur"),
        ("La Réunion", {"region": ["04"]}, ""),
        ("étranger", {"region": ["99"]}, ""),
        ("juriste à l’étranger", {"region": ["99"]}, "juriste"),
        ("alsace", {"departement": ["67", "68"]}, ""),
        ("développeur 94", {"departement": ["94"]}, "développeur"),
        ("dpt 94", {"departement": ["94"]}, ""),
        ("data 974", {"departement": ["974"]}, "data"),
        ("Nord", {"departement": ["59"]}, ""),
        ("développeur France entière", {}, "développeur"),
        ("partout en France", {}, ""),
        # What must not be a place:
        ("école 42", {}, "école 42"),
        ("95 %", {}, "95 %"),
        ("poste à 80 %", {}, "poste à 80 %"),
        ("université Paris 8", {}, "université Paris 8"),
        ("salle de réunion", {}, "salle de réunion"),
        ("compte rendu de la réunion", {}, "compte rendu de la réunion"),
        ("direction générale des étrangers", {}, "direction générale des étrangers"),
        ("enseignement français à l’étranger", {}, "enseignement français à l’étranger"),
        ("portail des Français de l’étranger", {}, "portail des Français de l’étranger"),
        ("Paris Nord", {"commune": ["Paris"]}, "Nord"),
        ("pilote réseau nord", {}, "pilote réseau nord"),
        ("Lyon 3 ans d’expérience", {"commune": ["Lyon"]}, "3 ans d’expérience"),
        ("Paris 21", {"commune": ["Paris"]}, "21"),
        ("recrutement ou mobilité", {}, "recrutement ou mobilité"),
    ],
)
def test_places_in_words(index, typed, values, words):
    found = read(typed, index)
    assert (found.values, found.words) == (values, words)


class TestUnsaid:
    """A text without the words that say one filter, or without those that say none."""

    @pytest.mark.parametrize(
        ("typed", "unsaid", "left"),
        [
            ("cdi python à Rennes", ("contrat", "CDI"), "python à Rennes"),
            ("cdi python à Rennes", ("commune", "Rennes"), "cdi python"),
            ("cdi data à Rennes", None, "cdi à Rennes"),
            ("dev .NET, cdi", ("contrat", "CDI"), "dev .NET"),
            ("dev .NET, cdi", None, ".NET, cdi"),
            ("C++ (alternance)", ("contrat", "APPRENTISSAGE"), "C++"),
            ("python 45 000 € rennes", ("commune", "rennes"), "python 45 000 €"),
            ("python Rennes 10 km cdi", ("commune", "Rennes"), "python cdi"),
            ("python Rennes ou Nantes", ("commune", "Rennes"), "python Nantes"),
            ("python Rennes ou Nantes", ("commune", "Nantes"), "python Rennes"),
            ("dev pas à Rennes 10 km cdi", ("contrat", "CDI"), "dev pas à Rennes 10 km"),
            ("pas de cdd, hors Paris java", ("sauf", "contrat:CDD"), "hors Paris java"),
            ("dev Bretagne Rennes", ("region", "53"), "dev Rennes"),
            ("data France entière cdi", None, "France entière cdi"),
            ("cdi", ("contrat", "CDI"), ""),
            ("data", None, ""),
            ("", None, ""),
        ],
    )
    def test_the_rest_is_kept_as_typed(self, index, typed, unsaid, left):
        assert read(typed, index).without(unsaid) == (left, {})

    def test_what_the_same_words_say_besides_is_given_by_name(self, index):
        text = "python télétravail cdi"
        assert read(text, index).without(("teletravail", "TOTAL")) == ("python cdi", {"teletravail": ["PARTIEL"]})

    def test_the_rest_says_the_other_filters(self, index):
        reading = read("développeuse web cdi télétravail total à Lyon 3e 15 km 40k junior", index)
        for name, values in reading.values.items():
            [value] = values
            left, _others = reading.without((name, value))
            dropped = {name, "rayon"} if name == "commune" else {name}
            assert read(left, index).values == {n: v for n, v in reading.values.items() if n not in dropped}
            assert read(left, index).words == "développeuse web"
