"""A pause of one channel: what goes out waits in the outbox, what comes in is kept and not yet understood."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lapor import channels
from lapor.accounts.models import User
from lapor.channels import outbox
from lapor.channels.models import ChannelPause
from lapor.core.errors import NotFound, Refused
from lapor.reports.words import require

REASON_LENGTH = 300


def running() -> dict[str, ChannelPause]:
    """The pauses that last, by channel."""
    found = ChannelPause.objects.filter(resumed_at=None).select_related("paused_by")
    return {pause.channel: pause for pause in found}


def is_paused(channel: str) -> bool:
    """Does it stand still?"""
    return ChannelPause.objects.filter(channel=channel, resumed_at=None).exists()


def pause(channel: str, *, reason: str, by: User, at: datetime) -> ChannelPause:
    """Stop a channel both ways until `resume`; nothing is lost. Call it in a transaction.

    Raises NotFound; Refused: `already_paused`, `empty`, `too_long`, `odd_characters`.
    """
    if channel not in channels.CHANNELS:
        raise NotFound(channel)
    made = ChannelPause(
        channel=channel, reason=require(reason, field="reason", most=REASON_LENGTH), paused_by=by, paused_at=at
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # of two officers at once the database lets one through
        raise Refused("already_paused", _("Saluran ini sudah dijeda.")) from None
    return made


def resume(channel: str, *, by: User, at: datetime) -> None:
    """Let it go on with what waited. Call it in a transaction. Raises Refused: `not_paused`."""
    if not ChannelPause.objects.filter(channel=channel, resumed_at=None).update(resumed_at=at, resumed_by=by):
        raise Refused("not_paused", _("Saluran ini sudah berjalan lagi."))
    # A job, so that it looks after the commit: a message that came in meanwhile and saw the pause is then found too.
    app.configure_task("lapor.channels.tasks.understand_kept").defer(channel=channel)
    transaction.on_commit(partial(outbox.wake, [channel]), robust=True)
