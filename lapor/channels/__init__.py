"""Ways in and out: one folder per channel, two verbs, `receive` and `send`.

Owns `OutgoingMessage`. Who is told what is decided elsewhere; a channel only carries it.
"""

from lapor.channels import email, sms

CHANNELS = {"email": email, "sms": sms}
CARRIES = {"email": "email", "phone": "sms"}  # kind of contact → channel


def available() -> list[str]:
    """The kinds of contact (`email`, `phone`) that can be reached now: doors offer only these."""
    return [kind for kind, channel in CARRIES.items() if CHANNELS[channel].available()]
