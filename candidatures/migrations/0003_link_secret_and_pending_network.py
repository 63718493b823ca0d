from django.db import migrations, models

import candidatures.models.dossier


def give_each_its_own_secret(apps, schema_editor):
    Dossier = apps.get_model("candidatures", "Dossier")
    for pk in Dossier.objects.values_list("pk", flat=True):
        Dossier.objects.filter(pk=pk).update(link_secret=candidatures.models.dossier.new_secret())


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0002_first_wordings")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="link_secret",
            field=models.CharField(
                default=candidatures.models.dossier.new_secret, editable=False, max_length=32
            ),
        ),
        migrations.RunPython(give_each_its_own_secret, migrations.RunPython.noop),
        migrations.AddField(
            model_name="piece",
            name="network",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
    ]
