"""The questions of « Puis-je postuler ? », their answers, what an offer asks, and what a rule concludes."""

from django.db.models import IntegerChoices, TextChoices


class Question(TextChoices):
    """At most four are asked about one offer; the category goes with the situation."""

    SITUATION = "SITUATION", "Où travaillez-vous aujourd’hui ?"
    CATEGORIE = "CATEGORIE", "Quelle est votre catégorie ?"
    AGE = "AGE", "Quel âge aurez-vous au début du contrat ?"
    SCOLARITE = "SCOLARITE", "Êtes-vous inscrite ou inscrit dans un établissement d’enseignement ?"
    NATIONALITE = "NATIONALITE", "Quelle est votre nationalité ?"
    DIPLOME = "DIPLOME", "Avez-vous le diplôme exigé ?"
    HANDICAP = "HANDICAP", "Êtes-vous reconnue ou reconnu travailleur handicapé (RQTH) ?"


class Reponse(TextChoices):
    HORS = "HORS", "En dehors de la fonction publique, ou sans emploi"
    CONTRACTUEL = "CONTRACTUEL", "Dans la fonction publique, par contrat"
    TITULAIRE_FPE = "TITULAIRE_FPE", "Fonctionnaire de l’État"
    TITULAIRE_FPT = "TITULAIRE_FPT", "Fonctionnaire d’une collectivité territoriale"
    TITULAIRE_FPH = "TITULAIRE_FPH", "Fonctionnaire d’un hôpital public"
    LAUREAT = "LAUREAT", "Sur la liste d’aptitude d’un concours territorial"
    CATEGORIE_A = "CATEGORIE_A", "Catégorie A"
    CATEGORIE_B = "CATEGORIE_B", "Catégorie B"
    CATEGORIE_C = "CATEGORIE_C", "Catégorie C"
    MOINS_DE_16 = "MOINS_DE_16", "Moins de 16 ans"
    DE_16_A_29 = "DE_16_A_29", "De 16 à 29 ans"
    PLUS_DE_29 = "PLUS_DE_29", "30 ans ou plus"
    PLUS_DE_29_RQTH = "PLUS_DE_29_RQTH", "30 ans ou plus, avec une reconnaissance de travailleur handicapé (RQTH)"
    INSCRIT = "INSCRIT", "Oui, je suis inscrite ou inscrit"
    NON_INSCRIT = "NON_INSCRIT", "Non"
    FRANCAISE = "FRANCAISE", "Française"
    EUROPEENNE = "EUROPEENNE", "D’un autre pays de l’Union européenne, de l’EEE, de la Suisse ou d’Andorre"
    AUTRE_NATIONALITE = "AUTRE_NATIONALITE", "Autre"
    DIPLOME = "DIPLOME", "Oui"
    SANS_DIPLOME = "SANS_DIPLOME", "Non"
    RQTH = "RQTH", "Oui"
    SANS_RQTH = "SANS_RQTH", "Non, ou je préfère ne pas répondre"


ANSWERS: dict[Question, tuple[Reponse, ...]] = {
    Question.SITUATION: (
        Reponse.HORS,
        Reponse.CONTRACTUEL,
        Reponse.TITULAIRE_FPE,
        Reponse.TITULAIRE_FPT,
        Reponse.TITULAIRE_FPH,
        Reponse.LAUREAT,
    ),
    Question.CATEGORIE: (Reponse.CATEGORIE_A, Reponse.CATEGORIE_B, Reponse.CATEGORIE_C),
    Question.AGE: (Reponse.MOINS_DE_16, Reponse.DE_16_A_29, Reponse.PLUS_DE_29, Reponse.PLUS_DE_29_RQTH),
    Question.SCOLARITE: (Reponse.INSCRIT, Reponse.NON_INSCRIT),
    Question.NATIONALITE: (Reponse.FRANCAISE, Reponse.EUROPEENNE, Reponse.AUTRE_NATIONALITE),
    Question.DIPLOME: (Reponse.DIPLOME, Reponse.SANS_DIPLOME),
    Question.HANDICAP: (Reponse.RQTH, Reponse.SANS_RQTH),
}
"""The answers to each question, in the order of the page; those without a rule for an offer are not proposed."""
TITULAIRES = (Reponse.TITULAIRE_FPE, Reponse.TITULAIRE_FPT, Reponse.TITULAIRE_FPH)


class Cas(TextChoices):
    """What an offer says about a question."""

    OUVERTE_A_TOUS = "OUVERTE_A_TOUS", "Ouverte aux titulaires et aux contractuels"
    OUVERTE_A_TOUS_AUTRE_VERSANT = (
        "OUVERTE_A_TOUS_AUTRE_VERSANT",
        "Ouverte aux titulaires et aux contractuels, autre versant que celui de la personne",
    )
    CONTRACTUELS = "CONTRACTUELS", "Contractuels uniquement"
    TERRITORIAL = "TERRITORIAL", "Fonctionnaires et lauréats d’un concours territorial"
    NON_DIT = "NON_DIT", "L’offre ne dit pas à qui elle est ouverte"
    MEME_CATEGORIE = "MEME_CATEGORIE", "De la catégorie de la personne"
    CATEGORIE_AU_DESSUS = "CATEGORIE_AU_DESSUS", "D’une catégorie au-dessus de celle de la personne"
    CATEGORIE_EN_DESSOUS = "CATEGORIE_EN_DESSOUS", "D’une catégorie en dessous de celle de la personne"
    APPRENTISSAGE = "APPRENTISSAGE", "Contrat d’apprentissage"
    STAGE = "STAGE", "Stage"
    VIA = "VIA", "Volontariat international"
    SOUVERAINETE = "SOUVERAINETE", "Nationalité française exigée"
    DIPLOME_EXIGE = "DIPLOME_EXIGE", "Diplôme exigé par un texte"


class Verdict(IntegerChoices):
    """Of several, the lowest prevails."""

    NON = 1, "Non"
    AUTREMENT = 2, "Pas par cette voie"
    NON_DIT = 3, "L’offre ne le dit pas"
    OUI_SI = 4, "Oui, à une condition"
    OUI = 5, "Oui"
    A_SAVOIR = 6, "À savoir"
