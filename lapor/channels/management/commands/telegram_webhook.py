"""`lapor telegram-webhook`: tells Telegram where our bot's messages go, and by which secret we know them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from lapor.channels import telegram
from lapor.channels.errors import DeliveryFailed
from lapor.channels.telegram import arriving


class Command(BaseCommand):
    help = "Memberi tahu Telegram ke mana pesan kepada bot dikirim (TELEGRAM_TOKEN, TELEGRAM_SECRET, SITE_URL)."

    def handle(self, **options: Any) -> None:
        if not arriving.is_open():
            raise CommandError("TELEGRAM_TOKEN dan TELEGRAM_SECRET harus diisi dulu.")
        url = f"{settings.SITE_URL}{reverse('telegram_in')}"
        said = {"url": url, "secret_token": settings.TELEGRAM_SECRET, "allowed_updates": arriving.READ}
        try:
            telegram.call("setWebhook", said)
        except DeliveryFailed as failure:
            raise CommandError(f"Telegram tidak menerimanya: {failure}") from None
        self.stdout.write(f"Pesan kepada bot kini dikirim ke {url}")
