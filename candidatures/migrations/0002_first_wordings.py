"""Wordings to begin with; those who steer change them in the CMS."""

from django.db import migrations

REASONS = (
    "D’autres profils étaient plus proches de ce poste précis.",
    "L’expérience demandée pour ce poste est plus longue.",
    "Une compétence technique indispensable à ce poste manque pour l’instant.",
    "Le poste a été pourvu.",
    "Le recrutement est arrêté : le poste n’est finalement pas ouvert.",
    "Nous n’avons pas de poste correspondant à votre profil en ce moment.",
)
WORDINGS = (
    (
        "Invitation à un entretien",
        "rencontrer",
        "Bonjour {nom},\n\nVotre candidature ({poste}) a retenu notre attention et nous aimerions vous rencontrer.\n\n"
        "Voici deux créneaux : [date et heure], [date et heure]. L’entretien dure 45 minutes, en visioconférence ou dans "
        "nos locaux. Répondez-nous depuis votre page de suivi, et dites-nous si un aménagement vous serait utile.\n\n"
        "{entite}",
    ),
    (
        "Candidature retenue",
        "retenir",
        "Bonjour {nom},\n\nBonne nouvelle : votre candidature ({poste}) est retenue. Nous vous appelons dans les prochains "
        "jours pour préparer la suite avec vous.\n\n{entite}",
    ),
    (
        "Candidature non retenue",
        "refuser",
        "Bonjour {nom},\n\nMerci du temps que vous avez consacré à votre candidature ({poste}). Nous l’avons lue avec "
        "attention ; elle n’est pas retenue cette fois. Cette décision porte sur ce poste, pas sur votre valeur.\n\n"
        "D’autres offres paraissent chaque semaine sur le portail : nous serions heureux de vous relire.\n\n{entite}",
    ),
    (
        "Reprise de l’étude",
        "reprendre",
        "Bonjour {nom},\n\nNous reprenons l’étude de votre candidature ({poste}) et revenons vers vous sous deux semaines."
        "\n\n{entite}",
    ),
    (
        "Nous avons besoin de temps",
        "ecrire",
        "Bonjour {nom},\n\nVotre candidature ({poste}) est bien entre nos mains. L’étude demande plus de temps que prévu : "
        "nous vous répondrons avant le [date].\n\n{entite}",
    ),
)


def write(apps, schema_editor):
    Motif = apps.get_model("candidatures", "Motif")
    ModeleReponse = apps.get_model("candidatures", "ModeleReponse")
    Motif.objects.bulk_create([Motif(text=text) for text in REASONS])
    ModeleReponse.objects.bulk_create(
        [ModeleReponse(title=title, transition=transition, text=text) for title, transition, text in WORDINGS]
    )


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
