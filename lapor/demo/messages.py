"""What waits in the demo's channel inbox: mentions to answer, and a text message that no machine understands."""

import json
from datetime import datetime, timedelta

from django.db import transaction

from lapor.channels import incoming
from lapor.channels.incoming import Words
from lapor.channels.mentions import keeping

MENTIONS = (
    {
        "platform": "Instagram",
        "author": "@sangatta_kita",
        "text": "#lapor lampu jalan di depan Pasar Induk Sangatta mati sudah seminggu, gelap banget kalau malam",
        "link": "https://www.instagram.com/p/contoh",
    },
    {
        "platform": "X",
        "author": "@bapak_dua_anak",
        "text": "Antre KTP dari jam 6 pagi, blangko habis lagi. #lapor dong @kutaitimur",
        "link": "https://x.com/contoh/status/1",
    },
    {
        "platform": "Facebook",
        "author": "Warga Bengalon",
        "text": "Terima kasih jalan ke SMP sudah ditambal. #lapor",
        "link": "https://www.facebook.com/contoh",
    },
)
PHONE, UNCLEAR = "+6281200000000", "5"  # a rating of nothing that was answered


@transaction.atomic
def create(*, at: datetime) -> None:
    """Bring them in, some hours ago; nobody is answered."""
    yesterday, today = at - timedelta(hours=26), at - timedelta(hours=5)
    message = incoming.take("sms", "contoh", Words(UNCLEAR), sender=PHONE, at=yesterday)
    if message:
        incoming.leave_to_person(message, "unclear")
    found = [{**said, "time": f"{today:%Y-%m-%d}"} for said in MENTIONS]
    keeping.take(json.dumps(found).encode(), at=today)
