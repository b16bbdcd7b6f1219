"""What keeps a channel from fetching its messages is noted, for its light."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0006_mail")]

    operations = [
        migrations.CreateModel(
            name="ChannelTrouble",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
            ],
        ),
    ]
