from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies import memberships
from lapor.agencies.models import Kind


def create(*more, email="Admin@contoh.go.id"):
    out = StringIO()
    call_command("create_admin", "--email", email, "--name", "Nur Admin", *more, stdout=out)
    return out.getvalue()


def test_the_first_officer_administers_the_national_desk_and_can_sign_in(place):
    desk = place("pusat", kind=Kind.DESK)
    password = create().splitlines()[-1].removeprefix("Kata sandi: ")
    officer = User.objects.get(login="admin@contoh.go.id")
    assert officer.check_password(password)
    assert [(seat.role, seat.unit_id) for seat in memberships.of(officer, timezone.now())] == [
        ("national_admin", desk.pk)
    ]


def test_another_role_in_another_unit_and_a_password_of_ones_own(place):
    place("64.08", name="Kutai Timur")
    said = create("--role", "agency_admin", "--unit", "64.08", "--password", "kucing-di-atas-genting")
    assert "Admin instansi di Kutai Timur" in said
    assert "kucing" not in said
    assert User.objects.get().check_password("kucing-di-atas-genting")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--unit", "tidak-ada"], "tidak ada"),
        (["--password", "pendek"], "12"),
        (["--email", "bukan-surel"], "surel"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_half_made(place, more, sentence):
    place("pusat", kind=Kind.DESK)
    with pytest.raises(CommandError, match=sentence):
        create(*more)
    assert not User.objects.exists()


def test_the_same_e_mail_makes_no_second_account(place):
    place("pusat", kind=Kind.DESK)
    create()
    with pytest.raises(CommandError, match="sudah dipakai"):
        create(email="admin@contoh.go.id")
    assert User.objects.count() == 1
