"""The file of a chat message that waits for a person."""

from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0010_handled")]

    operations = [
        migrations.CreateModel(
            name="SentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveIntegerField(default=0)),
                ("stored", models.CharField(blank=True, max_length=120)),
                ("wrapped_key", models.BinaryField()),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=models.CASCADE, related_name="sent_file", to="channels.incomingmessage"
                    ),
                ),
            ],
            options={"abstract": False},
        )
    ]
