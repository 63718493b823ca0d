from django.db import migrations


def forget(apps, schema_editor):
    """Mails used to stand whole in the queue; let it run empty before this version is installed."""
    apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(task_path="core.mail.deliver").delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0004_counter"), ("django_tasks_database", "0001_initial")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
