import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower


class AddressesTaken(Exception):
    pass


def free_addresses(apps, schema_editor):
    """Take an address that several accounts have from those that are closed; several in use are for people to part."""
    User = apps.get_model("auth", "User")
    folded = User.objects.exclude(email="").annotate(folded=Lower("email"))
    several = folded.values("folded").annotate(count=models.Count("pk")).filter(count__gt=1).values_list("folded")
    clashes = []
    for (address,) in several:
        accounts = folded.filter(folded=address)
        in_use = list(accounts.filter(is_active=True).values_list("username", flat=True))
        keeper = accounts.order_by("-is_active", "-last_login", "pk").first()
        accounts.filter(is_active=False).exclude(pk=keeper.pk).update(email="")
        if len(in_use) > 1:
            clashes.append(" et ".join(sorted(in_use)))
    if clashes:
        raise AddressesTaken(
            f"Une même adresse de courriel est celle de plusieurs comptes : {' ; '.join(clashes)}. Avec la version "
            "d’avant, laissez-la à un seul (ou fermez les autres), puis relancez migrate."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("vitrines", "0007_public_key"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(free_addresses, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX auth_user_unique_address ON auth_user (LOWER(email)) WHERE email <> ''",
            "DROP INDEX auth_user_unique_address",
        ),
        migrations.CreateModel(
            name="AddressChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="adresse de courriel")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(editable=False, null=True)),
                ("former", models.EmailField(blank=True, max_length=254, verbose_name="ancienne adresse")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "changement d’adresse",
                "verbose_name_plural": "changements d’adresse",
                "ordering": ["-created_at"],
            },
        ),
    ]
