"""`lapor push-key`: a key for push services, where no launcher made one."""

from typing import Any

from django.core.management.base import BaseCommand

from lapor.launcher.home import new_push_key


class Command(BaseCommand):
    help = "Mencetak kunci baru untuk pengaturan; mengganti kunci membuat semua langganan perangkat tidak berlaku."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_push_key()}")
