"""Everything that a checked file says, written in one go; when one thing can't be done, nothing is."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from lapor.accounts import links
from lapor.accounts.models import User
from lapor.agencies import decrees, memberships, onboarding, team, topics, tree
from lapor.agencies.models import Category, Role, Unit
from lapor.agencies.onboarding.checking import check
from lapor.agencies.onboarding.plan import Plan
from lapor.agencies.onboarding.tables import LIAISONS, Tables
from lapor.core.errors import Refused


@dataclass
class Done:
    """What was written, and the links by which new officers come in: shown once."""

    plan: Plan
    invited: list[tuple[User, str]] = field(default_factory=list)


def carry_out(agency: Unit, tables: Tables, *, digest: str, by: User, at: datetime) -> Done:
    """Write what the preview with this digest showed. Call it in a transaction.

    Raises Refused: `not_yours`, `changed` when something is no longer as it was shown, and what `team.appoint` raises.
    """
    tree.lock()
    team.lock(agency)
    if not onboarding.may(memberships.of(by, at), agency):
        raise Refused("not_yours", _("Anda tidak mengelola %s.") % agency.name)
    plan = check(agency, tables, at=at)
    if plan.troubles or plan.digest != digest:
        raise Refused("changed", _("Sementara itu ada yang berubah. Periksa lagi sebelum menyimpan."))
    if plan.new_units or plan.changed_units:
        tree.place_many(agency, plan.new_units, plan.changed_units)
    _write_categories(plan)
    _write_decrees(plan, by, at)
    return Done(plan, _appoint(plan, by, at))


def _write_categories(plan: Plan) -> None:
    codes = {above for _category, above in plan.new_categories}
    for level in (False, True):  # topics before what lies below them
        known = {each.code: each for each in Category.objects.filter(code__in=codes)}
        rows = [category for category, above in plan.new_categories if bool(above) == level]
        for category, above in plan.new_categories:
            category.parent = known.get(above)
        Category.objects.bulk_create(rows)
    Category.objects.bulk_update(plan.changed_categories, ["name", "name_en"])
    topics.forget()


def _write_decrees(plan: Plan, by: User, at: datetime) -> None:
    for decree in {decree for _held, decree in plan.other_decrees}:
        members = [held.pk for held, its in plan.other_decrees if its == decree]
        decrees.move(decree, members=members, by=by, at=at)


def _appoint(plan: Plan, by: User, at: datetime) -> list[tuple[User, str]]:
    """Each by the step that a page takes as well, so that the same rules hold."""
    invited = []
    for each in plan.appointments:
        try:
            user, token = links.find_or_invite(each.email, each.name, by=by, at=at)
            unit = plan.units[each.unit_code]
            team.appoint(user, unit=unit, role=Role.LIAISON, decree=each.decree, by=by, at=at)
        except Refused as refused:
            where = _("%(table)s, baris %(row)d: %(sentence)s")
            words = {"table": LIAISONS.title, "row": each.row, "sentence": refused.sentence}
            raise Refused(refused.code, where % words) from refused
        if token:
            invited.append((user, token))
    return invited
