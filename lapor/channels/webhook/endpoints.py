"""Which partner application is told, and where."""

import base64
import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from lapor.agencies.models import Unit
from lapor.channels import outgoing_http
from lapor.channels.outbox import Way
from lapor.channels.webhook.models import PartnerEndpoint
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.reports.lifecycle import Channel
from lapor.reports.models import Report

CONTEXT = "webhook secret"


def register(application: str, url: str, *, owner: Unit, at: datetime) -> tuple[PartnerEndpoint, str]:
    """Keep a partner's address; the secret that signs what goes there is shown this once.

    Raises Refused: `bad_url`.
    """
    try:
        URLValidator(schemes=["http", "https"])(url)
        fits = outgoing_http.is_fit(url)
    except ValidationError:
        fits = False
    if not fits:
        raise Refused("bad_url", _("Alamat harus dimulai dengan https:// dan tanpa nama atau sandi."), field="url")
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    endpoint = PartnerEndpoint.objects.create(
        application=application,
        url=url,
        owner=owner,
        secret_ciphertext=encryption.seal(secret.encode(), context=CONTEXT),
        created_at=at,
    )
    return endpoint, secret


def endpoints_for(report: Report) -> list[Way]:
    """The addresses of the application that this report came through; none for a secret report."""
    if report.channel != Channel.PARTNER or report.is_secret:
        return []
    told = PartnerEndpoint.objects.filter(application=report.brand, is_on=True).order_by("pk")
    return [Way("webhook", str(pk)) for pk in told.values_list("pk", flat=True)]


def recipient_of(way: Way) -> bytes:
    """Whom the outbox tells by this way: each address once of each event."""
    return encryption.tag(way.to, purpose="partner endpoint")


def secret_of(endpoint: PartnerEndpoint) -> str:
    """Raises Undecipherable."""
    return encryption.unseal(endpoint.secret_ciphertext, context=CONTEXT).decode()
