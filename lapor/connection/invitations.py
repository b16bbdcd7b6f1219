"""How the first admin of an agency gets in: a link by e-mail, good once and for some days.

The link alone opens nothing: as long as the agency has no decree in force, all one can do with it is to send one.
"""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts import officers, one_time
from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Role, TeamDecree, Unit
from lapor.connection import ladder
from lapor.connection.models import Invitation, Status
from lapor.core import encryption
from lapor.core.errors import NotFound, Refused

LIVES_FOR = timedelta(days=14)
PURPOSE = "invitation"


def invite(agency: Unit, *, name: str, email: str, by: User, at: datetime) -> Invitation:
    """Write the invitation; the door hands it to `channels.outbox.send_invitation` in this transaction.

    Raises NotFound; Refused: `gone`, `name_missing`, `bad_email`, `login_taken`, `invited_already`.
    """
    agency = ladder.lead(agency, by=by, at=at)
    if not agency.is_current(at):
        raise Refused("gone", _("Instansi ini sudah tidak ada."))
    login = _check(agency, name=name, email=email, at=at)
    unanswered(agency).filter(email=login).update(withdrawn_at=at)  # expired: of two links only the newest is good
    invitation = Invitation(agency=agency, name=" ".join(name.split()), email=login, created_by=by, created_at=at)
    _give_link(invitation, at=at)
    today = timezone.localdate(at)
    if ladder.status_of(agency, on=today) == Status.NOT_CONNECTED:
        ladder.record(agency, Status.INVITED, on=today, at=at, by=by, invitation=invitation)
    return invitation


def renew(invitation: Invitation, *, at: datetime) -> Invitation:
    """A new link with a new term instead of the one before, which opens nothing any more."""
    if invitation.secret_id:
        one_time.hand_over(invitation.secret_id)
    _give_link(invitation, at=at)
    return invitation


def send_again(invitation_id: int, *, by: User, at: datetime) -> Invitation:
    """For a mail that was lost or has expired. Raises NotFound for one that was used or withdrawn."""
    return renew(_led(invitation_id, by=by, at=at), at=at)


def withdraw(invitation_id: int, *, by: User, at: datetime) -> Invitation:
    """The link opens nothing any more. Raises NotFound."""
    invitation = _led(invitation_id, by=by, at=at)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    if invitation.secret_id:
        one_time.hand_over(invitation.secret_id)
    return invitation


def unanswered(agency: Unit) -> QuerySet[Invitation]:
    """Sent and neither used nor withdrawn, whether or not the link still opens."""
    return Invitation.objects.filter(agency=agency, accepted_at=None, withdrawn_at=None).order_by("-created_at")


def find(token: str, *, at: datetime) -> Invitation:
    """What this link invites to. Raises NotFound for one that is unknown, used, withdrawn or expired."""
    tag = encryption.tag(token, purpose=PURPOSE)
    waiting = Invitation.objects.filter(token_tag=tag, expires_at__gt=at, accepted_at=None, withdrawn_at=None)
    found = waiting.select_related("agency", "created_by").first()
    if found is None:
        raise NotFound("invitation")
    return found


def decree_of(invitation: Invitation, *, at: datetime) -> TeamDecree | None:
    """The decree that an account may stand on today; the one that holds longest."""
    return TeamDecree.objects.current(at).filter(agency=invitation.agency).order_by("-valid_until").first()


def accept(token: str, *, password: str, at: datetime) -> User:
    """Use the link up: the account, and its membership on the agency's decree. Call it in a transaction.

    Raises NotFound; Refused: `no_decree`, `weak_password`, `login_taken`.
    """
    invitation = find(token, at=at)
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation = find(token, at=at)  # a second click waited here, and finds it used
    decree = decree_of(invitation, at=at)
    if decree is None:
        raise Refused("no_decree", _("SK Tim instansi ini belum diterima atau sudah habis masa berlakunya."))
    user = officers.create(invitation.email, invitation.name, password=password, at=at)
    memberships.grant(user, unit=invitation.agency, role=Role.AGENCY_ADMIN, at=at, decree=decree)
    invitation.accepted_at, invitation.user = at, user
    invitation.save(update_fields=["accepted_at", "user"])
    if invitation.secret_id:
        one_time.hand_over(invitation.secret_id)
    return user


def _check(agency: Unit, *, name: str, email: str, at: datetime) -> str:
    login = email.strip().lower()
    if not name.strip() or len(name) > 120:
        raise Refused("name_missing", _("Isi nama petugas, paling panjang 120 huruf."), field="name")
    try:
        validate_email(login)
    except ValidationError:
        raise Refused("bad_email", _("Alamat surel ini tampaknya keliru."), field="email")
    if User.objects.filter(login=login).exists():
        sentence = _("Surel %s sudah punya akun petugas. Beri perannya lewat halaman Tim.")
        raise Refused("login_taken", sentence % login, field="email")
    if unanswered(agency).filter(email=login, expires_at__gt=at).exists():
        raise Refused("invited_already", _("Undangan untuk surel ini masih berlaku. Kirim ulang saja."), field="email")
    return login


def _give_link(invitation: Invitation, *, at: datetime) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_tag = encryption.tag(token, purpose=PURPOSE)
    invitation.secret_id = one_time.keep(token, purpose=PURPOSE, at=at, lives_for=LIVES_FOR)
    invitation.expires_at = at + LIVES_FOR
    invitation.save()


def _led(invitation_id: int, *, by: User, at: datetime) -> Invitation:
    open_ones = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    found = open_ones.select_related("agency").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound(invitation_id)
    ladder.lead(found.agency, by=by, at=at)
    return open_ones.select_for_update(of=("self",)).select_related("agency").get(pk=found.pk)
