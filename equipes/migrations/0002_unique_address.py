"""One account an address, whatever its case. Django's user model has no such constraint, and it is not ours to change."""

from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("equipes", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX auth_user_unique_address ON auth_user (LOWER(email)) WHERE email <> ''",
            "DROP INDEX auth_user_unique_address",
        )
    ]
