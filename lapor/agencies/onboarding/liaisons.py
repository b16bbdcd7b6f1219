"""The table of liaisons: each gets the role in the unit under the agency's decree, and an account where none is."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies.models import Membership, Role, TeamDecree
from lapor.agencies.onboarding.plan import Appointment, Change, Plan, look_at_cells
from lapor.agencies.onboarding.tables import LIAISONS, Row, Tables


def check(plan: Plan, tables: Tables) -> None:
    """Add to the plan whom the rows of this table appoint, and what is wrong with them."""
    rows = tables.of(LIAISONS)
    if not rows:
        return
    decrees = TeamDecree.objects.filter(agency=plan.agency).order_by("valid_from", "pk")
    by_number = {decree.number.casefold(): decree for decree in decrees}
    newest = next((decree for decree in reversed(decrees) if decree.is_current(plan.at)), None)
    emails = [row["email"].lower() for row in rows]
    officers = set(User.objects.filter(login__in=emails).values_list("login", flat=True))
    held = {(each.user.login, each.unit.code): each for each in _held(plan, emails)}
    seen: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    for row in rows:
        look_at_cells(plan, LIAISONS, row)
        _look_at_person(plan, row, seen, names)
        membership = held.get((row["email"].lower(), row["unit"]))
        decree = by_number.get(row["decree"].casefold()) if row["decree"] else newest
        stays = membership is not None and not row["decree"]  # an empty cell changes nothing, nor does a decree run out
        if not stays and not (decree and decree.is_current(plan.at)):
            plan.wrong(LIAISONS, row, "decree", _why_not(row, decree))
        if not plan.is_fine(LIAISONS, row):
            continue
        if stays:
            plan.tell(LIAISONS, row, Change.SAME, _about(plan, row))
        elif decree:
            _put(plan, row, decree, membership, is_known=row["email"].lower() in officers)


def _held(plan: Plan, emails: list[str]):
    """The role that these people have already, also under a decree that has run out."""
    within = Membership.objects.unended(plan.at).filter(unit__path__startswith=plan.agency.path)
    rows = within.filter(user__login__in=emails, role=Role.LIAISON, stands_in_for=None)
    return rows.select_related("user", "unit", "decree").order_by("pk")


def _look_at_person(plan: Plan, row: Row, seen: dict[tuple[str, str], int], names: dict[str, str]) -> None:
    email = row["email"].lower()
    unit = plan.units.get(row["unit"])
    if unit is None or not unit.is_current(plan.at):
        plan.wrong(LIAISONS, row, "unit", _unknown(row["unit"]))
    try:
        validate_email(email)
    except ValidationError:
        plan.wrong(LIAISONS, row, "email", _("Alamat surel ini tampaknya keliru."))
    if other := seen.setdefault((row["unit"], email), row.number) != row.number:
        words = {"email": email, "row": seen[row["unit"], email]}
        plan.wrong(LIAISONS, row, "email", _("%(email)s sudah ada untuk unit ini di baris %(row)d.") % words)
    if not other and names.setdefault(email, row["name"]) != row["name"]:
        sentence = _("%(email)s di baris lain bernama %(name)s. Satu surel untuk satu orang.")
        plan.wrong(LIAISONS, row, "name", sentence % {"email": email, "name": names[email]})


def _unknown(code: str) -> str:
    return _("Unit %s tidak ada di instansi Anda, atau barisnya di lembar Unit belum benar.") % code


def _why_not(row: Row, decree: TeamDecree | None) -> str:
    if decree:
        return _("SK nomor %s tidak berlaku hari ini. Catat SK yang baru lebih dahulu.") % decree.number
    if row["decree"]:
        return _("SK nomor %s belum tercatat untuk instansi Anda.") % row["decree"]
    return _("Instansi Anda belum punya SK Tim yang berlaku. Kirim SK lebih dahulu.")


def _about(plan: Plan, row: Row) -> str:
    return f"{row['name']} ({row['email'].lower()}) – {plan.units[row['unit']].name}"


def _put(plan: Plan, row: Row, decree: TeamDecree, held: Membership | None, *, is_known: bool) -> None:
    about = _about(plan, row)
    if held is None:
        plan.appointments.append(Appointment(row.number, row["unit"], row["name"], row["email"].lower(), decree))
        account = _("sudah punya akun petugas") if is_known else _("akun baru, masuk dengan tautan sekali pakai")
        plan.tell(LIAISONS, row, Change.NEW, about, (account, _("SK nomor %s") % decree.number))
    elif held.decree_id == decree.pk:
        plan.tell(LIAISONS, row, Change.SAME, about)
    else:
        plan.other_decrees.append((held, decree))
        words = {"was": held.decree.number if held.decree else "–", "now": decree.number}
        plan.tell(LIAISONS, row, Change.CHANGED, about, (_("SK: %(was)s → %(now)s") % words,))
