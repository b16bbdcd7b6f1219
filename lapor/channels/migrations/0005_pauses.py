"""Channels can be paused, and what was set aside long ago is found quickly."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_incoming"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=300)),
                ("paused_at", models.DateTimeField()),
                ("resumed_at", models.DateTimeField(null=True)),
                (
                    "paused_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resumed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resumed_at__isnull", True)), fields=("channel",), name="pause_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="incomingmessage",
            index=models.Index(
                condition=models.Q(("state", "dropped"), models.Q(("content_ciphertext", b""), _negated=True)),
                fields=["received_at"],
                name="incoming_dropped",
            ),
        ),
    ]
