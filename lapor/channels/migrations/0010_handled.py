"""What persons handled is found quickly."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0009_stopped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="incomingmessage",
            index=models.Index(
                name="incoming_handled", fields=["id"], condition=Q(state="done", handled_by__isnull=False)
            ),
        ),
    ]
