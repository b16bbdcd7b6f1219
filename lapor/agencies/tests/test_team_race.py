"""Two admins at once: whatever they click, the agency keeps an admin and nobody holds a role twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from lapor.agencies import team
from lapor.agencies.models import Membership, Role, TeamDecree
from lapor.core.errors import Refused
from lapor.testing.cast import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps):
    """Each in a thread of its own, starting together; what each was told."""
    together = Barrier(len(steps))

    def take(step):
        together.wait()
        try:
            step()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(take, steps))


def membership(cast, name):
    return Membership.objects.get(user=cast.user(name))


def test_two_admins_who_remove_each_other_leave_one(cast):
    arif, anisa = membership(cast, "arif"), membership(cast, "anisa")
    said = at_once(
        lambda: team.end(anisa, by=cast.user("arif"), at=MONDAY),
        lambda: team.end(arif, by=cast.user("anisa"), at=MONDAY),
    )
    assert said == ["done", "not_yours"]
    assert team.admins(cast.unit("64.08"), MONDAY).count() == 1


def test_of_two_who_remove_the_last_two_admins_one_is_refused(cast):
    arif, anisa = membership(cast, "arif"), membership(cast, "anisa")
    vera = cast.user("vera")
    said = at_once(lambda: team.end(anisa, by=vera, at=MONDAY), lambda: team.end(arif, by=vera, at=MONDAY))
    assert said == ["done", "last_admin"]


def test_a_role_given_by_two_at_once_is_held_once(cast):
    columns = {"decree_date": MONDAY.date(), "valid_from": MONDAY.date()}
    decree = TeamDecree.objects.create(agency=cast.unit("64.08"), number="SK 1", **columns)
    given = {"unit": cast.unit("64.08/pu"), "role": Role.LIAISON, "decree": decree, "at": MONDAY}
    dewi = cast.user("dewi")
    said = at_once(*[lambda by=by: team.appoint(dewi, by=cast.user(by), **given) for by in ("arif", "anisa")])
    assert said == ["done", "holds_already"]


def test_somebody_succeeded_by_two_at_once_has_one_successor(cast):
    otto, agency, today = cast.user("otto"), cast.unit("64.08"), MONDAY.date()
    said = at_once(
        *[
            lambda to=to: team.succeed(otto, agency=agency, to=cast.user(to), on=today, by=cast.user("arif"), at=MONDAY)
            for to in ("dewi", "wati")
        ]
    )
    assert said == ["done", "nothing_held"]
