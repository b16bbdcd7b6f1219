"""Every action by its form: what it does, what a mistake gets, what happens when several click at once."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from lapor.agencies.models import AnswerTemplate
from lapor.core.tests.samples import picture, upload
from lapor.reports import actors, closing, privacy, referral, response
from lapor.reports.lifecycle import State
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY
from lapor.testing.pages import Pages
from lapor.testing.signing_in import sign_in


def address(report, slug):
    return reverse("workspace:act", args=[report.number, slug])


def send(client, report, slug, **typed):
    """Send the form as from a page that was just opened, unless `seen` says otherwise."""
    report.refresh_from_db()
    return client.post(address(report, slug), {"seen": report.seq, "command": str(uuid4()), **typed})


def public_version(cast, **typed):
    return {
        "report_class": "complaint",
        "category": cast.road.pk,
        "public_title": "Jalan berlubang",
        "public_text": "Jalan berlubang di depan sekolah.",
    } | typed


def in_arbitration(cast):
    report = cast.referred()
    for turn in range(3):
        referral.give_back(report.number, reason="Bukan kami", by=cast.otto, at=MONDAY)
        if turn < 2:
            referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY)
    return report


def proposed(cast):
    agency = cast.unit("64.08")
    agency.requires_approval = True
    agency.save()
    report = cast.referred()
    response.propose(report.number, cast.solved(), by=cast.otto, at=MONDAY)
    return report


def closed(cast):
    report = cast.answered()
    closing.accept(report.number, rating=5, by=actors.pin_holder(report.number), at=MONDAY)
    return report


def consented(cast):
    report = cast.referred(is_anonymous=True)
    privacy.consent(report.number, by=actors.pin_holder(report.number), at=MONDAY)
    return report


def pu(cast):
    return cast.unit("64.08/pu").pk


# slug: who, on which report, what is typed, the event that it leaves
DEEDS = {
    "verifikasi": ("Arif", lambda cast: cast.submitted(), public_version, "verify"),
    "teruskan": ("Arif", lambda cast: cast.verified(), lambda cast: {"to": pu(cast), "note": "Segera"}, "refer"),
    "tangani": ("Otto", lambda cast: cast.referred(), lambda cast: {}, "take_on"),
    "tanya-pelapor": ("Otto", lambda cast: cast.referred(), lambda cast: {"text": "Di km berapa?"}, "hold"),
    "kembalikan": ("Otto", lambda cast: cast.referred(), lambda cast: {"reason": "Jalan provinsi"}, "return"),
    "putuskan": ("Kiki", in_arbitration, lambda cast: {"to": pu(cast), "reason": "Jalan kabupaten"}, "arbitrate"),
    "bagi": (
        "Arif",
        lambda cast: cast.referred(),
        lambda cast: {
            "to_1": cast.unit("64.08/pu/jalan").pk, "text_1": "Tambal",
            "to_2": cast.unit("64.08/perumdam").pk, "text_2": "Perbaiki pipa",
        },
        "split",
    ),
    "tindak-lanjut": ("Otto", lambda cast: cast.referred(), lambda cast: {"text": "Kami tinjau"}, "follow_up"),
    "jawab": ("Otto", lambda cast: cast.referred(), lambda cast: {"kind": "solved", "text": "Selesai"}, "answer"),
    "ajukan-jawaban": ("Otto", proposed, lambda cast: {"kind": "solved", "text": "Selesai"}, "propose"),
    "setujui": ("Arif", proposed, lambda cast: {}, "answer"),
    "tolak": ("Arif", proposed, lambda cast: {"reason": "Kurang jelas"}, "reject"),
    "perpanjang": ("Arif", lambda cast: cast.referred(), lambda cast: {"days": 5, "reason": "Aspal habis"}, "extend"),
    "arsipkan": (
        "Arif",
        lambda cast: cast.submitted(),
        lambda cast: {"reason": "too_general", "explanation": "Mohon lebih rinci."},
        "archive",
    ),
    "gabungkan": ("Arif", lambda cast: cast.referred(), lambda cast: {"into": cast.referred().number}, "join"),
    "buka-kembali": ("Arif", closed, lambda cast: {"reason": "Rusak lagi"}, "reopen"),
    "klasifikasi": (
        "Arif",
        lambda cast: cast.referred(),
        lambda cast: {"report_class": "supervisory", "category": cast.road.pk, "reason": "Dugaan pungli"},
        "reclassify",
    ),
    "rahasiakan": ("Otto", lambda cast: cast.referred(), lambda cast: {"anonymous": "on"}, "raise_privacy"),
    "turunkan-kerahasiaan": ("Arif", consented, lambda cast: {"anonymous": "on"}, "lower_privacy"),
    "versi-publik": ("Arif", lambda cast: cast.referred(), public_version, "revise"),
    "catat": ("Otto", lambda cast: cast.referred(), lambda cast: {"text": "Sudah ditelepon"}, "note"),
    "periksa": ("Arif", lambda cast: cast.answered(), lambda cast: {"result": "verified", "text": "Baik"}, "inspect"),
    "prioritas": ("Prio", lambda cast: cast.referred(), lambda cast: {"reason": "Strategis"}, "prioritize"),
    "identitas": ("Otto", lambda cast: cast.referred(), lambda cast: {"reason": "Konfirmasi"}, "release_identity"),
}  # fmt: skip


@pytest.mark.parametrize("slug", DEEDS)
def test_an_action_leaves_its_event_and_leads_back_with_a_word(cast, desk_of, slug):
    name, bring, typed, action = DEEDS[slug]
    report, client = bring(cast), desk_of(name)
    answer = send(client, report, slug, **typed(cast))
    assert (answer.status_code, answer.url) == (303, reverse("workspace:report", args=[report.number]))
    assert action in [event.action for event in report.events.order_by("-seq")[:2]]
    assert len(list(get_messages(answer.wsgi_request))) == 1


@pytest.mark.parametrize("slug", [slug for slug in DEEDS if slug not in ("tangani", "setujui")])
def test_an_empty_form_is_refused_beside_its_fields_and_saves_nothing(cast, desk_of, slug):
    name, bring, _typed, _action = DEEDS[slug]
    report = bring(cast)
    answer = send(desk_of(name), report, slug)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert report.events.count() == report.seq


@pytest.mark.parametrize("slug", DEEDS)
def test_the_page_of_an_action_is_sound(cast, noon, slug):
    name, bring, _typed, _action = DEEDS[slug]
    Pages(user=cast.user(name)).get(address(bring(cast), slug))


# --- mistakes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "typed", "field"), [
    ("jawab", {"kind": "refused", "text": "Tidak bisa."}, "ground"),
    ("jawab", {"kind": "planned", "text": "Nanti."}, "planned_date"),
    ("jawab", {"kind": "planned", "text": "Nanti.", "planned_date": "2026-11-02"}, "planned_date"),
    ("jawab", {"kind": "planned", "text": "Nanti.", "planned_date": "besok"}, "planned_date"),
    ("jawab", {"kind": "planned", "text": "Nanti.", "planned_date": "0001-01-01"}, "planned_date"),
    ("jawab", {"kind": "planned", "text": "Nanti.", "planned_date": "9999-12-31"}, "planned_date"),
    ("tindak-lanjut", {"text": "x" * 100_000}, "text"),
    ("tindak-lanjut", {"text": "Selesai\0"}, "text"),
    ("tindak-lanjut", {"text": " \n "}, "text"),
    ("catat", {"text": "x" * 5001}, "text"),
])  # fmt: skip
def test_a_mistake_is_said_at_its_field_and_what_was_typed_stays(cast, desk_of, slug, typed, field):
    report = cast.referred()
    answer = send(desk_of("Otto"), report, slug, **typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["text"].value() == typed["text"].replace("\0", "")
    assert report.events.count() == report.seq


@pytest.mark.parametrize(("typed", "field"), [
    ({"to": "999999"}, "to"),
    ({"to": "x" * 99}, "to"),
    ({"to": "²"}, "to"),
])  # fmt: skip
def test_an_impossible_unit_is_said_at_its_field(cast, desk_of, typed, field):
    answer = send(desk_of("Arif"), cast.verified(), "teruskan", **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_unit_of_another_agency_is_no_choice_for_an_agency_admin(cast, desk_of):
    report = cast.verified()
    elsewhere = cast.unit("64.71").pk
    assert send(desk_of("Arif"), report, "teruskan", to=elsewhere).status_code == 422
    assert send(desk_of("Vera"), report, "teruskan", to=elsewhere).status_code == 303


def test_a_number_is_joined_only_where_it_can_be_opened(cast, desk_of):
    report, foreign = cast.referred(), cast.submitted(agency=cast.unit("64.71"))
    for number in (foreign.number, 1234567890, "abc", report.number):
        answer = send(desk_of("Arif"), report, "gabungkan", into=number)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["into"])


def test_a_program_named_like_a_photo_is_refused_and_the_text_stays(cast, desk_of):
    report = cast.referred()
    php = SimpleUploadedFile("foto.jpg", b"<?php system($_GET[0]); ?>", "image/jpeg")
    answer = send(desk_of("Otto"), report, "tindak-lanjut", text="Sudah ditambal.", files=php)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["files"])
    assert answer.context["form"]["text"].value() == "Sudah ditambal."
    assert not report.attachments.exists()


def test_photos_of_an_answer_are_kept_with_it(cast, desk_of):
    report = cast.referred()
    photos = [upload(picture(), "sebelum.jpg"), upload(picture(), "sesudah.jpg")]
    assert send(desk_of("Otto"), report, "jawab", kind="solved", text="Beres.", files=photos).status_code == 303
    assert [file.event.action for file in report.attachments.select_related("event")] == ["answer", "answer"]


def test_personal_data_is_not_published_and_the_field_says_so(cast, desk_of):
    report = cast.submitted()
    typed = public_version(cast, public_text="Hubungi 0812-3456-7890.")
    answer = send(desk_of("Arif"), report, "verifikasi", **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["public_text"])
    typed["personal_data_checked"] = "on"
    assert send(desk_of("Arif"), report, "verifikasi", **typed).status_code == 303


def test_verifying_may_refer_and_raise_the_flags_at_once(cast, desk_of):
    report = cast.submitted()
    typed = {"to": pu(cast), "raise_anonymous": "on"}
    send(desk_of("Arif"), report, "verifikasi", **public_version(cast, **typed))
    report.refresh_from_db()
    assert (report.state, report.holder_id, report.is_anonymous) == (State.REFERRED, pu(cast), True)


def test_what_becomes_secret_needs_no_public_version(cast, desk_of):
    report = cast.submitted()
    typed = {"report_class": "supervisory", "category": cast.road.pk, "raise_secret": "on"}
    assert send(desk_of("Arif"), report, "verifikasi", **typed).status_code == 303
    report.refresh_from_db()
    assert (report.is_secret, report.published_at) == (True, None)


def test_a_closed_topic_is_no_choice(cast, desk_of):
    typed = public_version(cast, category=cast.closed_topic.pk)
    answer = send(desk_of("Arif"), cast.submitted(), "verifikasi", **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["category"])


def test_an_officer_does_not_handle_the_own_report(cast, desk_of):
    report = cast.referred(email="otto@kantor.example")
    answer = send(desk_of("Otto"), report, "tindak-lanjut", text="Sudah.")
    assert answer.status_code == 403
    assert "Anda pelapor laporan ini" in answer.content.decode()


def test_what_is_not_yours_to_do_is_no_form_to_fill_in_for_nothing(cast, desk_of):
    answer = desk_of("Otto").get(address(cast.referred(), "putuskan"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Kembali ke laporan" in page
    assert 'name="reason"' not in page


def test_who_proposed_an_answer_does_not_approve_it(cast, desk_of):
    report = proposed(cast)
    assert send(desk_of("Otto"), report, "setujui").status_code == 403


def test_a_template_fills_the_answer_without_a_script(cast, desk_of):
    template = AnswerTemplate.objects.create(
        unit=cast.unit("64.08"), title="Terima kasih", body="Terima kasih atas laporan Anda.",
        created_by=cast.user("Arif"), updated_at=MONDAY,
    )  # fmt: skip
    form = desk_of("Otto").get(address(cast.referred(), "jawab"), {"templat": template.pk}).context["form"]
    assert form["text"].value() == "Terima kasih atas laporan Anda."


def test_an_id_that_no_template_can_have_is_no_template(cast, desk_of):
    page = desk_of("Otto").get(address(cast.referred(), "jawab"), {"templat": "9" * 5000})
    assert (page.status_code, page.context["form"]["text"].value()) == (200, None)


def test_templates_of_other_units_are_not_offered(cast, desk_of):
    AnswerTemplate.objects.create(
        unit=cast.unit("64.08/perumdam"), title="Air", body="x", created_by=cast.user("Wati"), updated_at=MONDAY
    )
    assert not desk_of("Otto").get(address(cast.referred(), "jawab")).context["form"].templates()


def test_units_are_found_by_typing_and_only_those_that_may_be_chosen(cast, desk_of):
    report = cast.verified()
    found = reverse("workspace:units", args=[report.number, "teruskan"])
    assert "Dinas Pekerjaan Umum Kutai Timur" in desk_of("Arif").get(found, {"q": "pekerjan umum"}).content.decode()
    assert "Balikpapan" not in desk_of("Arif").get(found, {"q": "balikpapan"}).content.decode()
    assert "Balikpapan" in desk_of("Vera").get(found, {"q": "balikpapan"}).content.decode()


def test_without_a_script_a_button_brings_units_of_other_agencies_into_the_list(cast, desk_of):
    report, vera = cast.submitted(agency=cast.unit("64.71")), desk_of("Vera")
    elsewhere = f'<option value="{cast.unit("64.08/pu/jalan").pk}">'
    assert elsewhere not in vera.get(address(report, "verifikasi")).content.decode()
    answer = send(vera, report, "verifikasi", cari_to="bidang jalan", public_title="Jalan rusak", find="to")
    assert elsewhere in answer.content.decode()
    assert answer.context["form"]["public_title"].value() == "Jalan rusak"
    assert (answer.status_code, dict(answer.context["form"].errors)) == (200, {})
    assert report.events.count() == report.seq


@pytest.mark.parametrize("words", ["", "\0", "x" * 5000, "<script>", "²", "tidak ada unit begini"])
def test_odd_words_for_a_unit_leave_the_list_as_it_was(cast, desk_of, words):
    report = cast.verified()
    answer = send(desk_of("Arif"), report, "teruskan", cari_to=words, find="to")
    assert answer.status_code == 200
    assert str(cast.unit("64.08/pu").pk) in answer.content.decode()
    assert ("Tidak ada unit dengan nama itu" in answer.content.decode()) is bool(words.strip("\0"))


# --- out of date, twice, at once -----------------------------------------------------------------------------------


def test_a_stale_page_says_what_changed_and_can_be_sent_from_there(cast, desk_of):
    report = cast.referred()
    seen, client = report.seq, desk_of("Otto")
    response.follow_up(report.number, text="Sudah kami tinjau.", by=cast.olga, at=MONDAY)
    answer = send(client, report, "jawab", kind="solved", text="Sudah ditambal.", seen=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Sudah kami tinjau." in page
    assert "Olga" in page
    assert answer.context["form"]["text"].value() == "Sudah ditambal."
    again = client.post(
        address(report, "jawab"), {"kind": "solved", "text": "Sudah ditambal.", "seen": answer.context["seen"]}
    )
    assert again.status_code == 303


def test_a_stale_page_whose_action_is_over_keeps_the_words_and_offers_no_button(cast, noon):
    report = cast.referred()
    seen = report.seq
    response.answer(report.number, cast.solved(), by=cast.olga, at=MONDAY)
    typed = {"text": "Akan kami tinjau.", "seen": seen}
    page = Pages(user=cast.user("Otto")).post(address(report, "tindak-lanjut"), typed, status=409)
    assert "Akan kami tinjau." in page.text
    with pytest.raises(AssertionError):
        page.form("Tindak lanjut")


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_was_made_from_counts_as_out_of_date(cast, desk_of, seen):
    report = cast.referred()
    assert send(desk_of("Otto"), report, "tangani", seen=seen).status_code == 409
    assert report.events.count() == report.seq


def test_a_double_click_is_done_once_and_both_succeed(cast, desk_of):
    report, client = cast.referred(), desk_of("Otto")
    click = {"text": "Sudah ditinjau.", "seen": report.seq, "command": str(uuid4())}
    answers = [client.post(address(report, "tindak-lanjut"), click) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert report.events.filter(action="follow_up").count() == 1


def test_a_returned_secret_report_leads_to_the_inbox_because_it_is_gone(cast, desk_of):
    report = cast.referred(is_secret=True)
    answer = send(desk_of("Otto"), report, "kembalikan", reason="Bukan kami")
    assert (answer.status_code, answer.url) == (303, reverse("workspace:inbox"))


@pytest.mark.django_db(transaction=True)
def test_of_four_officers_who_click_at_once_one_wins_and_three_are_told(cast, noon):
    with transaction.atomic():
        report = cast.referred()
    start, statuses, pages = threading.Barrier(4), [], []

    def click(client):
        try:
            start.wait()
            answer = send(
                client, Report.objects.get(pk=report.pk), "tindak-lanjut", text="Kami tinjau.", seen=report.seq
            )
            statuses.append(answer.status_code)
            pages.append(answer.content.decode())
        finally:
            connection.close()

    clients = [sign_in(Client(), cast.user(name)) for name in ("Otto", "Olga", "Arif", "Anisa")]
    threads = [threading.Thread(target=click, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(statuses) == [303, 409, 409, 409]
    assert sum("laporan ini berubah sejak Anda membukanya" in page for page in pages) == 3
    assert report.events.filter(action="follow_up").count() == 1


def test_time_is_read_once(cast, desk_of, monkeypatch):
    """An answer that is sent at noon is from noon, however long the page takes."""
    moments = iter(MONDAY + timedelta(hours=2, seconds=second) for second in range(1000))
    client, report = desk_of("Otto"), cast.referred()
    monkeypatch.setattr("django.utils.timezone.now", lambda: next(moments))
    send(client, report, "jawab", kind="solved", text="Beres.")
    report.refresh_from_db()
    assert report.answered_at == report.events.get(action="answer").at
