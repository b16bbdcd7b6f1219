"""`lapor rotate-keys`: after a new key was put first in LAPOR_KEYS, wrap everything with it that is kept for long."""

from typing import Any

from django.core.management.base import BaseCommand

from lapor.channels import incoming, recipients
from lapor.channels.chat import models as chat
from lapor.channels.email import keeping
from lapor.channels.models import (
    Correspondent,
    IncomingMessage,
    PartnerEndpoint,
    PushSubscription,
    RawMail,
    Recipient,
    SentFile,
)
from lapor.channels.push import subscriptions
from lapor.channels.webhook import endpoints
from lapor.core.resealing import reseal
from lapor.following import follows
from lapor.following.models import Follow
from lapor.reports import keys


class Command(BaseCommand):
    help = "Membungkus ulang semua kunci laporan, kontak, dan alamat dengan kunci pertama di LAPOR_KEYS; aman diulang."

    def handle(self, **options: Any) -> None:
        changed = (
            keys.rotate()
            + reseal(Recipient.objects.all(), "ciphertext", context=recipients.CONTEXT)
            + reseal(Correspondent.objects.all(), "address_ciphertext", context=incoming.ADDRESS)
            + reseal(IncomingMessage.objects.all(), "content_ciphertext", context=incoming.CONTEXT)
            + reseal(RawMail.objects.all(), "wrapped_key", context=keeping.CONTEXT)
            + reseal(SentFile.objects.all(), "wrapped_key", context=chat.CONTEXT)
            + reseal(PushSubscription.objects.all(), "ciphertext", context=subscriptions.CONTEXT)
            + reseal(PartnerEndpoint.objects.all(), "secret_ciphertext", context=endpoints.CONTEXT)
            + reseal(Follow.objects.all(), "address_ciphertext", context=follows.ADDRESS)
        )
        self.stdout.write(f"{changed} dibungkus ulang. Kunci lama kini boleh dikeluarkan dari LAPOR_KEYS.")
