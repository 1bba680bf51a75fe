from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0002_access_log")]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("held_message", "Message that matches no request"),
                    ("bounce", "Address that bounces"),
                    ("delivery", "Letter that may not have arrived"),
                    ("batch_approval", "Batch that waits for approval"),
                    ("report", "Report by a reader"),
                    ("breach", "Something shown that should not be"),
                    ("correction", "Correction of a published answer"),
                    ("quarantine", "File that is withheld until somebody decides"),
                ],
                max_length=40,
            ),
        ),
    ]
