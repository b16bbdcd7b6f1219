"""The channel inbox, as those who keep the channels use it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor import channels
from lapor.agencies import memberships
from lapor.agencies.models import Role
from lapor.channels import pauses
from lapor.channels.models import ChannelPause, Correspondent, IncomingMessage, OutgoingMessage
from lapor.channels.tests.stage import RINI, left_to_person, mentioned, reported_mention
from lapor.core.numbers import new_number
from lapor.reports import identity
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

HERE = "/kerja/kanal/"
MAIL = "rini.astuti@contoh.id"
ROW = "platform,author,text,link,time\nX,@budi,#lapor lampu mati,https://x.example/budi/1,kemarin"


def page_of(desk, address=HERE):
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def state_of(message):
    return IncomingMessage.objects.get(pk=message.pk).state


@pytest.fixture
def vera(desk_of):
    return desk_of("Vera")


@pytest.fixture
def message(cast):
    return left_to_person("Lampu jalan mati <b>tolong</b>")


def imported(desk, table=ROW):
    return desk.post(f"{HERE}impor/", {"file": SimpleUploadedFile("sebutan.csv", table.encode())})


def test_the_list_says_since_when_and_why_and_nothing_of_the_words(vera, message):
    said = page_of(vera)
    assert "Maksudnya tidak jelas" in said
    assert "+62 ••••• 7890" in said
    assert "Lampu jalan" not in said
    assert RINI not in said


def test_the_words_are_read_on_their_own_page_and_are_words_only(vera, message):
    said = page_of(vera, f"{HERE}{message.pk}/")
    assert "Lampu jalan mati &lt;b&gt;tolong&lt;/b&gt;" in said
    assert RINI not in said


def test_the_oldest_stands_first_and_the_list_goes_on(vera, cast):
    pks = [left_to_person("x", name=str(number)).pk for number in range(27)]
    first = page_of(vera)
    assert first.index(f"kanal/{pks[0]}/") < first.index(f"kanal/{pks[1]}/")
    assert f"kanal/{pks[25]}/" not in first
    assert f"kanal/{pks[25]}/" in page_of(vera, f"{HERE}?sesudah={pks[24]}")


def test_filters_narrow_the_list_and_stay_on_the_next_page(vera, cast):
    for number in range(26):
        left_to_person("x", name=str(number))
    mail = left_to_person("x", channel="email", sender=MAIL, reason="flood")
    only = page_of(vera, f"{HERE}?saluran=email")
    assert [f"kanal/{mail.pk}/" in only, "?saluran=email&amp;sesudah" in only, "SMS <span" in only] == [
        True,
        False,
        False,
    ]
    assert f"kanal/{mail.pk}/" in page_of(vera, f"{HERE}?alasan=flood")
    assert "?saluran=sms&amp;sesudah=" in page_of(vera, f"{HERE}?saluran=sms")
    assert "Tidak ada pesan yang cocok" in page_of(vera, f"{HERE}?saluran=telegram")


@pytest.mark.parametrize("asked", ["saluran=merpati", "alasan=bosan", "saluran=%00", "sesudah=x"])
def test_a_filter_that_there_is_not_changes_nothing(vera, message, asked):
    assert f"kanal/{message.pk}/" in page_of(vera, f"{HERE}?{asked}")


def test_an_empty_inbox_says_what_it_is_for(cast, vera):
    said = page_of(vera)
    assert "yang tidak bisa menjadi laporan sendiri menunggu di sini" in said
    assert "Semua saluran" not in said


def test_what_was_handled_is_found_again_with_what_is_still_to_do(cast, vera, message):
    vera.post(f"{HERE}{message.pk}/laporan/", {"kind": "complaint", "body": "Lampu mati"})
    mention = reported_mention(cast.user("Vera"))
    said = page_of(vera, f"{HERE}ditangani/")
    assert said.index(f"kanal/{mention.pk}/") < said.index(f"kanal/{message.pk}/")
    assert f"{HERE}{mention.pk}/jawaban/" in said
    vera.post(f"{HERE}{mention.pk}/jawaban/", {"text": "Terima kasih"})
    assert "Jawaban publik sudah disiapkan" in page_of(vera, f"{HERE}ditangani/")


SENDERS = [
    ("sms", RINI),
    ("email", MAIL),
    ("whatsapp", RINI),
    ("telegram", "1035597319"),
    ("sms", "INFOKU"),
    ("social", "X: @budi"),
]


@pytest.mark.parametrize(("channel", "sender"), SENDERS)
def test_no_senders_address_stands_in_a_list_a_title_or_a_log(vera, cast, caplog, channel, sender):
    message = left_to_person("halo", channel=channel, sender=sender)
    lists = [page_of(vera, f"{HERE}{where}") for where in ("", f"?saluran={channel}", f"{message.pk}/", "ditangani/")]
    vera.post(f"{HERE}{message.pk}/sisihkan/", {"reason": "advertisement"})
    lists.append(page_of(vera, f"{HERE}disisihkan/"))
    assert not [trace for trace in (sender, sender.removeprefix("X: ")) if trace in "".join(lists) + caplog.text]


def test_twenty_messages_cost_as_many_queries_as_ten(vera, cast):
    counts = []
    for round_ in range(2):
        for number in range(10):
            left_to_person("x", name=f"{round_} {number}", sender=f"+62812345{round_}{number:03}")
        page_of(vera)
        with CaptureQueriesContext(connection) as captured:
            page_of(vera)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_desk_officer_of_the_national_desk_keeps_them_too_and_pauses_nothing(cast, desk_of, message):
    memberships.grant(cast.user("Dewi"), unit=cast.unit("pusat"), role=Role.DESK_OFFICER, at=MONDAY)
    dewi = desk_of("Dewi")
    assert HERE in page_of(dewi, "/kerja/")
    assert "Lampu jalan" in page_of(dewi, f"{HERE}{message.pk}/")
    assert dewi.get(f"{HERE}jeda/sms/").status_code == 404
    assert "Jeda" not in page_of(dewi)


@pytest.mark.parametrize("who", ["Dewi", "Arif", "Otto", "Kiki", "Kusno"])
def test_officers_of_agencies_have_no_such_page(desk_of, message, who):
    desk = desk_of(who)
    assert desk.get(f"{HERE}{message.pk}/").status_code == 404
    assert f'href="{HERE}"' not in desk.get("/kerja/").content.decode()


def test_a_report_is_made_from_the_short_form(vera, message):
    at = f"{HERE}{message.pk}/laporan/"
    assert "Lampu jalan mati" in page_of(vera, at)
    sent = vera.post(at, {"kind": "complaint", "body": "Lampu jalan mati", "is_anonymous": "on"})
    assert sent.url == f"{HERE}{message.pk}/"
    report = Report.objects.get()
    assert (report.channel, report.is_anonymous, report.holder.code) == ("sms", True, "pusat")
    said = page_of(vera, sent.url)
    assert "Ditangani oleh Vera" in said
    assert "Isinya kini ada di laporannya" in said


def test_the_officer_who_comes_second_is_told_by_whom_and_the_words_stay(cast, vera, desk_of, message):
    memberships.grant(cast.user("Dewi"), unit=cast.unit("pusat"), role=Role.DESK_OFFICER, at=MONDAY)
    said, at = {"kind": "complaint", "body": "Lampu mati"}, f"{HERE}{message.pk}/laporan/"
    vera.post(at, said)
    second = desk_of("Dewi").post(at, said)
    assert second.status_code == 422
    assert "sudah ditangani oleh Vera" in second.content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(("is_secret", "is_named"), [(False, True), (True, False)])
def test_the_report_last_talked_about_is_named_unless_it_is_secret(vera, cast, message, is_secret, is_named):
    report = cast.submitted(is_secret=is_secret)
    Correspondent.objects.filter(pk=message.correspondent_id).update(asked_about=report)
    assert (str(report.number) in page_of(vera, f"{HERE}{message.pk}/lampirkan/")) is is_named


BAD = [
    # page            what is sent                        what is said
    ("laporan", {"kind": "complaint", "body": " "}, "error"),
    ("laporan", {"kind": "x", "body": "a", "agency": "9"}, "error"),
    ("lampirkan", {"number": "abc", "text": "ini"}, "Nomor laporan terdiri atas 10 angka"),
    ("lampirkan", {"number": str(new_number()), "text": "ini"}, "Tidak ada laporan dengan nomor itu"),
    ("balas", {"text": "x" * 161}, "160"),
    ("sisihkan", {"reason": "malas"}, "error"),
]


@pytest.mark.parametrize(("page", "sent", "said"), BAD)
def test_bad_input_is_told_and_nothing_is_done(vera, message, page, sent, said):
    answer = vera.post(f"{HERE}{message.pk}/{page}/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert state_of(message) == "waiting"


def test_the_sender_is_answered(vera, message, monkeypatch):
    monkeypatch.setattr(channels.CHANNELS["sms"], "available", lambda: True)
    assert "Balas pengirim" in page_of(vera, f"{HERE}{message.pk}/")
    vera.post(f"{HERE}{message.pk}/balas/", {"text": "Di jalan apa?"})
    assert (state_of(message), OutgoingMessage.objects.get().channel) == ("done", "sms")


def test_what_was_set_aside_stands_in_its_list_and_comes_back(vera, message):
    vera.post(f"{HERE}{message.pk}/sisihkan/", {"reason": "advertisement"})
    assert f"kanal/{message.pk}/" not in page_of(vera)
    assert "Iklan" in page_of(vera, f"{HERE}disisihkan/")
    vera.post(f"{HERE}{message.pk}/kembalikan/")
    assert f"kanal/{message.pk}/" in page_of(vera)


def test_a_prank_shows_beside_the_next_message(vera, message):
    vera.post(f"{HERE}{message.pk}/iseng/")
    left_to_person("lagi", name="2")
    assert "pernah ditandai iseng 1 kali" in page_of(vera)


def test_a_mention_becomes_a_report_and_leads_to_the_words_for_its_author(vera):
    imported(vera)
    message = IncomingMessage.objects.get()
    form = page_of(vera, f"{HERE}{message.pk}/laporan/")
    assert "x.example" not in form  # whose address names the author
    made = vera.post(f"{HERE}{message.pk}/laporan/", {"kind": "complaint", "body": "Lampu mati"})
    assert made.url == f"{HERE}{message.pk}/jawaban/"
    report = Report.objects.get()
    assert report.channel == "social"
    assert f"/laporan/{report.number}/</textarea>" in page_of(vera, made.url)
    assert not OutgoingMessage.objects.exists()


def test_the_author_is_answered_in_indonesian_by_an_officer_who_reads_english(cast, vera):
    message = reported_mention(cast.user("Vera"))
    said = page_of(vera, f"/en{HERE}{message.pk}/jawaban/")
    assert "Terima kasih" in said
    assert f"/laporan/{message.report.number}/</textarea>" in said
    assert "/en/laporan/" not in said


def test_the_words_that_were_kept_are_there_to_copy_with_who_chose_them(cast, vera):
    message = reported_mention(cast.user("Vera"))
    at = f"{HERE}{message.pk}/"
    assert "Siapkan jawaban publik" in page_of(vera, at)
    assert vera.post(f"{at}jawaban/", {"text": "Terima kasih <b>Kak</b>"}).url == at
    said = page_of(vera, at)
    assert "Terima kasih &lt;b&gt;Kak&lt;/b&gt;</textarea>" in said
    assert "Disiapkan Vera" in said
    assert "https://x.example/budi/1" in said
    assert "Terima kasih &lt;b&gt;" in page_of(vera, f"{at}jawaban/")


@pytest.mark.parametrize(("text", "said"), [("", "perlu diisi"), ("x" * 281, "280"), ("a\0b", "")])
def test_words_that_can_not_be_kept_are_told_beside_their_field(cast, vera, text, said):
    message = reported_mention(cast.user("Vera"))
    answer = vera.post(f"{HERE}{message.pk}/jawaban/", {"text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not message.public_answers.exists()


def test_the_list_says_how_many_wait_and_of_what(vera):
    for name, channel in enumerate(("sms", "sms", "telegram")):
        left_to_person("lampu mati", channel=channel, name=str(name), reason="unclear" if name else "refused x")
    said = vera.get(HERE).content.decode()
    assert "3 pesan menunggu." in said
    for label in ("SMS (2)", "Telegram (1)", "(0)", "pengirim belum menjawab pertanyaan kami. (2)", "saat ini. (1)"):
        assert label in said


def test_one_message_leads_to_the_next_that_fits_the_filters_and_the_last_one_to_the_first(vera):
    first, other, last = (
        left_to_person("lampu mati", channel=channel, name=str(name))
        for name, channel in enumerate(("sms", "telegram", "sms"))
    )
    said = lambda message, query="": vera.get(f"{HERE}{message.pk}/{query}").content.decode()  # noqa: E731
    assert f'href="{HERE}{first.pk}/?saluran=sms"' in vera.get(f"{HERE}?saluran=sms").content.decode()
    assert f'rel="next" accesskey="n" href="{HERE}{other.pk}/"' in said(first)
    assert f'rel="next" accesskey="n" href="{HERE}{last.pk}/?saluran=sms"' in said(first, "?saluran=sms")
    assert f'rel="next" accesskey="n" href="{HERE}{first.pk}/"' in said(last)


def test_a_link_that_looks_like_a_platform_is_shown_as_what_it_is(vera):
    message = mentioned()
    said = vera.get(f"{HERE}{message.pk}/").content.decode()
    assert ">x.example</small>" in said
    assert "Jangan masuk dengan akun Anda di sana" in said


def test_only_a_mention_that_became_a_report_has_a_public_answer(vera, message):
    assert vera.get(f"{HERE}{message.pk}/jawaban/").status_code == 404
    assert vera.get(f"{HERE}{mentioned().pk}/jawaban/").status_code == 404


def test_the_mention_is_found_again_from_its_report_and_its_place_only_with_the_identity(cast, vera):
    message = reported_mention(cast.user("Vera"))
    at = f"/kerja/laporan/{message.report.number}/"
    assert f"{HERE}{message.pk}/" in page_of(vera, at)
    assert "x.example" not in page_of(vera, at)
    identity.release(message.report.number, reason="Menanyakan tempatnya", by=cast.vera, at=timezone.now())
    assert "https://x.example/budi/1" in page_of(vera, at)
    assert "@budi" in page_of(vera, at)


@pytest.mark.parametrize("table", ["", "a,b\n1,2", "platform,author,text,link,time\nX,,,,", "\0\0"])
def test_a_bad_table_is_told_beside_its_field(vera, table):
    answer = imported(vera, table)
    assert answer.status_code == 422
    assert not IncomingMessage.objects.exists()


def test_the_national_administrator_pauses_a_channel_and_lets_it_go_on(vera):
    assert vera.post(f"{HERE}jeda/sms/", {"reason": ""}).status_code == 422
    vera.post(f"{HERE}jeda/sms/", {"reason": "Operator rusak"})
    said = page_of(vera)
    assert "Dijeda" in said
    assert "Operator rusak" in said
    assert vera.post(f"{HERE}jeda/sms/", {"reason": "lagi"}).status_code == 422
    vera.post(f"{HERE}lanjutkan/sms/")
    assert (pauses.is_paused("sms"), ChannelPause.objects.get().resumed_by.name) == (False, "Vera")
    assert "sudah berjalan lagi" in vera.post(f"{HERE}lanjutkan/sms/", follow=True).content.decode()


def test_what_is_not_set_up_is_not_offered_to_be_paused(vera):
    page = page_of(vera)
    assert (f"{HERE}jeda/sms/" in page, f"{HERE}jeda/whatsapp/" in page) == (True, False)


@pytest.mark.parametrize("channel", ["social", "merpati"])
def test_only_channels_that_carry_can_be_paused(vera, channel):
    assert vera.get(f"{HERE}jeda/{channel}/").status_code == 404
