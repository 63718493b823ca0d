"""Deliveries become rows of `core.outbox`: what waits goes on, what was given up stays so."""

import django.utils.timezone
from django.db import migrations, models


def keep_what_was_given_up(apps, schema_editor):
    apps.get_model("diffusion", "Livraison").objects.filter(etat="ECHEC").update(given_up=True)


class Migration(migrations.Migration):
    dependencies = [("diffusion", "0001_initial")]

    operations = [
        migrations.RenameField("livraison", "attempts", "tries"),
        migrations.RenameField("livraison", "delivered_at", "sent_at"),
        migrations.AddField(
            "livraison",
            "given_up",
            models.BooleanField(db_default=False, default=False, editable=False, verbose_name="abandonnée"),
        ),
        migrations.RunPython(keep_what_was_given_up, migrations.RunPython.noop),
        migrations.RemoveIndex("livraison", "diffusion_l_etat_ee77fc_idx"),
        migrations.RemoveField("livraison", "etat"),
        migrations.AddField("livraison", "claimed_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "livraison", "not_before", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AddField(
            "livraison",
            "retry_until",
            models.DateTimeField(
                editable=False, help_text="Dès le premier échec : un échec après ce moment est le dernier.", null=True
            ),
        ),
        migrations.AlterField(
            "livraison", "sent_at", models.DateTimeField(editable=False, null=True, verbose_name="remise le")
        ),
        migrations.AlterField(
            "livraison",
            "tries",
            models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name="essais"),
        ),
        migrations.AlterField(
            "livraison",
            "answer",
            models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200, verbose_name="réponse"
            ),
        ),
        migrations.AlterField(
            "livraison",
            "created_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="créée le"),
        ),
        migrations.AddIndex(
            "livraison",
            models.Index(
                condition=models.Q(("given_up", False), ("sent_at__isnull", True)),
                fields=["not_before"],
                name="diffusion_livraison_due",
            ),
        ),
    ]
