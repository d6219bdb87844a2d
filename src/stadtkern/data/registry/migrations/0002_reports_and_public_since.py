import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def note_since(apps, schema_editor):
    """Take the last change for the day of publishing, since nothing older is known for sure to have been public."""
    datasets = apps.get_model("registry", "Dataset").objects
    datasets.filter(published=True, public_since=None).update(public_since=models.F("modified"))


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="public_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(note_since, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("where", models.CharField(blank=True, max_length=200)),
                ("what", models.TextField(max_length=4000)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("done", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("note", models.TextField(blank=True, max_length=2000)),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="registry.dataset"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
