"""Adds the synonyms that the list in `donnees/synonymes.txt` has gained, where a site already has the first ones."""

from django.db import migrations

TERMS = """
admin, administrateur
admin réseau, administrateur réseau, network administrator
system administrator, administrateur système, systems administrator
bdd, base de données, database
postgres, PostgreSQL
hacker, hacker éthique, pentesteur
dépannage, assistance, support
graphiste, designer, webdesigner
webmaster, webmestre, contenu web, administrateur web, webmarketing
téléphonie, télécom, TOIP, VOIP
devops, sysops
AMOA, MOA, maîtrise d’ouvrage
qualité logicielle, testeur, qualité, QA
engineer, ingénieur
developer, développeur
technician, technicien
security, sécurité
system, système
software, logiciel
IT support, support informatique, support utilisateurs
CTO, directeur technique
ingé, ingénieur
informaticien, informatique
statisticien, data scientist, analyste de données
"""


def add(apps, schema_editor) -> None:
    SynonymGroup = apps.get_model("search", "SynonymGroup")
    SynonymGroup.objects.bulk_create([SynonymGroup(terms=line) for line in TERMS.split("\n") if line], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_offre_skills")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
