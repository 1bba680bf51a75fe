from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0005_masking_rules_and_tombstones'),
        ('requests', '0005_two_checks_and_proposals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('delayed', 'Delayed'), ('held_up', 'Held up on its way'), ('failed', 'Not delivered'), ('recalled', 'Taken back')], default='queued', max_length=10),
        ),
    ]
