import itertools

from django.db import migrations, models

STEP = 4
"""Letters of a level of the tree, in treebeard's paths."""


def give_keys(apps, schema_editor):
    """Each entity its slug, the highest first; where another has it, with the key of the entity above."""
    VitrinePage = apps.get_model("vitrines", "VitrinePage")
    keys: dict[str, str] = {}
    for pk, path, slug in VitrinePage.objects.order_by("depth", "path").values_list("pk", "path", "slug"):
        above = keys.get(path[:-STEP])
        wanted = itertools.chain(
            [slug, *([f"{slug}-{above}"] if above else [])], (f"{slug}-{number}" for number in itertools.count(2))
        )
        taken = set(keys.values())
        keys[path] = next(key for key in wanted if key not in taken)
        VitrinePage.objects.filter(pk=pk).update(public_key=keys[path])


class Migration(migrations.Migration):
    dependencies = [("vitrines", "0006_projet_theme")]

    operations = [
        migrations.AddField(
            model_name="vitrinepage",
            name="public_key",
            field=models.CharField(editable=False, max_length=255, null=True),  # PostgreSQL would index a slug twice.
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="vitrinepage",
            name="public_key",
            field=models.SlugField(
                blank=True, editable=False, max_length=255, unique=True, verbose_name="identifiant public"
            ),
        ),
    ]
