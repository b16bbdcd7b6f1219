from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever wants no more news by a channel."""

    dependencies = [("channels", "0008_public_answer")]

    operations = [
        migrations.AddField(
            model_name="correspondent",
            name="stopped_at",
            field=models.DateTimeField(null=True),
        ),
    ]
