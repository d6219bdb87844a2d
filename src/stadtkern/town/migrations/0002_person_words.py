from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('town', '0001_first'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='person',
            options={'verbose_name': 'Person', 'verbose_name_plural': 'Personen'},
        ),
    ]
