from django.db import migrations


def load(apps, schema_editor):
    from referentiels.loading import load_reference_lists

    load_reference_lists(apps)


class Migration(migrations.Migration):
    dependencies = [("referentiels", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
