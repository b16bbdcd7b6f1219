"""The policy of notices, as the national admin reads and changes it, and the agencies' signatures."""

import re

import pytest

from lapor.channels.content import Content
from lapor.channels.models import OutgoingMessage
from lapor.notifications import editing, policy
from lapor.notifications.fan_out import tell
from lapor.notifications.models import Rule, RuleChange, Signature, Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.testing.cast import MONDAY
from lapor.workspace.policy.versions import marked

LIST = "/kerja/aturan-pemberitahuan/"
LINE = f"{LIST}referred/reporter/"
WORDS = f"{LINE}id/"
REFERRED = Occasion.REFERRED, Audience.REPORTER, "id"
SAID = {
    "subject": "Laporan {nomor}: diteruskan ke {unit}",
    "text": "Laporan {nomor} kini di {unit}, dijawab paling lambat {tenggat}.",
    "short": "Laporan {nomor} kini di {unit} sampai {tenggat}.",
}


@pytest.fixture
def vera(pages, cast, noon):
    return pages.of(cast.user("Vera"))


def rewritten(cast, *, seen=1, **said):
    return editing.rewrite(*REFERRED, Words(**SAID | said), seen=seen, by=cast.user("Vera"), at=MONDAY)


# --- the table and its lines ---------------------------------------------------------------------------------------


def test_the_table_shows_who_is_told_what_and_how(vera):
    page = vera.get(LIST)
    assert "Laporan diteruskan" in page.text
    assert "Atasan" in page.text
    assert "ringkasan harian" in page.text


def test_a_line_is_switched_off_and_is_forgotten_where_it_was_remembered(
    cast, vera, django_capture_on_commit_callbacks
):
    assert any(rule.audience == "reporter" for rule in policy.rules_for(Occasion.REFERRED))
    with django_capture_on_commit_callbacks(execute=True):
        vera.post(LINE, {"ways": ["email"]})
    assert not any(rule.audience == "reporter" for rule in policy.rules_for(Occasion.REFERRED))


def test_the_ways_of_a_line_change_and_the_bell_always_rings(cast, vera):
    vera.post(LINE, {"is_on": "on", "ways": ["sms", "email"]})
    rule = Rule.objects.get(occasion="referred", audience="reporter")
    assert rule.ways == ["bell", "sms", "email"]


def test_who_switched_what_off_and_when_stands_below_the_line_beside_how_it_was_shipped(vera):
    assert "Siapa mengubah apa" not in vera.get(LINE).text
    vera.post(LINE, {"ways": ["email"]})
    page = vera.get(LINE)
    assert re.search(
        r"tidak diberi tahu.*Surel.*oleh Vera, .*2 November 2026.*seketika.*bawaan sistem", page.text, re.S
    )


def test_saving_a_line_as_it_is_is_no_change(vera):
    for _ in range(2):
        vera.post(LINE, {"is_on": "on", "ways": ["sms", "email"]})
    vera.post(LINE, {"is_on": "on", "ways": ["email", "sms"]})
    assert [change.ways for change in RuleChange.objects.all()] == [["bell", "sms", "email"]]


def test_officers_are_offered_no_text_messages(cast, vera):
    vera.post(f"{LIST}referred/unit/", {"is_on": "on", "ways": ["sms"]}, status=422)
    assert "sms" not in Rule.objects.get(occasion="referred", audience="unit").ways


@pytest.mark.parametrize("line", ["referred/nobody", "nothing/reporter", "received/superior", "referred/reporter/fr"])
def test_a_line_that_is_not_in_the_policy_is_no_page(vera, line):
    assert vera.client.get(f"{LIST}{line}/").status_code == 404


# --- words ---------------------------------------------------------------------------------------------------------


def test_new_words_become_a_new_version_and_count_at_once(cast, vera):
    page = vera.press(vera.get(WORDS), "Simpan", **SAID)
    assert "versi 2" in page.text
    known = policy.wording(*REFERRED)
    assert (known.version, known.subject, known.written_by) == (2, SAID["subject"], cast.user("Vera"))


def test_a_preview_shows_mail_text_message_and_notification_and_keeps_nothing(cast, vera):
    page = vera.press(vera.get(WORDS), "Pratinjau", **SAID)
    assert "Laporan 1234567893 kini di Dinas PU Kutai Timur sampai Sel, 1 Des 2026." in page.text
    assert "dijawab paling lambat Selasa, 1 Desember 2026" in " ".join(page.text.split())
    assert "dari 160 huruf" in page.text
    assert policy.wording(*REFERRED).version == 1


def test_the_english_words_are_previewed_with_english_dates(vera):
    assert "Tuesday, 1 December 2026" in " ".join(vera.get(f"{LINE}en/").text.split())


def test_a_text_message_that_is_too_long_is_shown_cut_with_a_warning(vera):
    page = vera.press(vera.get(WORDS), "Pratinjau", **SAID | {"short": SAID["short"] + " panjang" * 20})
    assert "tidak muat dalam satu SMS" in page.text


def test_a_text_message_that_long_names_would_break_is_warned_about(vera):
    page = vera.press(vera.get(WORDS), "Pratinjau", **SAID | {"short": SAID["short"] + " panjang" * 9})
    assert "terpotong bila nama unitnya panjang" in page.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text", SAID["text"] + " {rahasia}", "{rahasia} tidak bisa diisi di sini. Yang bisa: {nomor}"),
        ("text", SAID["text"] + " {alasan}", "{alasan} tidak bisa diisi di sini"),
        ("short", SAID["short"] + " {judul}", "{judul} tidak bisa diisi di sini"),
        ("text", SAID["text"] + " {nomor.__class__}", "Ada kurung kurawal yang bukan isian"),
        ("text", SAID["text"] + " {nomor!r:>9}", "Ada kurung kurawal yang bukan isian"),
        ("subject", "Laporan {nomor} {", "Ada kurung kurawal yang bukan isian"),
        ("subject", "Laporan {nomor} di {unit}\r\nBcc: x@y.example", "Subjek hanya satu baris"),
        ("subject", "Kabar dari {unit}", "Fakta ini tidak boleh hilang dari tulisan ini: {nomor}"),
        ("text", "Laporan {nomor} diteruskan.", "{unit} (yang memegang laporan sekarang), {tenggat}"),
        ("short", "Laporan {nomor} di {unit}.", "{tenggat} (tanggal tenggatnya, dengan harinya)"),
        ("text", "", "Bagian ini"),
    ],
)
def test_words_that_could_not_be_told_are_refused_beside_their_field(cast, vera, field, typed, sentence):
    page = vera.press(vera.get(WORDS), "Simpan", status=422, **SAID | {field: typed})
    assert sentence in page.text
    assert page.tree.find(f".//*[@id='id_{field}_error']") is not None
    assert policy.wording(*REFERRED).version == 1
    if typed.strip() and field != "subject":
        assert typed in page.text


def test_who_writes_upon_an_older_version_is_told_and_keeps_the_text(cast, vera):
    page = vera.get(WORDS)
    rewritten(cast, subject="Laporan {nomor}: kini di {unit}, kata rekan")
    page = vera.press(page, "Simpan", status=422, **SAID)
    assert "baru saja diubah oleh Vera" in page.text
    assert "kata rekan" in page.text
    assert SAID["text"] in page.text
    page = vera.press(page, "Simpan")
    assert policy.wording(*REFERRED).version == 3


def test_the_same_words_make_no_new_version(cast, vera):
    page = vera.press(vera.get(WORDS), "Simpan", status=422)
    assert "Tidak ada yang berubah" in page.text


# --- a test to oneself ---------------------------------------------------------------------------------------------


def test_a_test_goes_to_the_own_address_by_the_outbox_and_says_that_it_is_one(cast, vera):
    page = vera.press(vera.get(WORDS), "Kirim uji", **SAID)
    assert "Pesan uji sedang dikirim ke vera@kantor.example" in page.text
    message = OutgoingMessage.objects.get()
    content = Content.unseal(message.content_ciphertext)
    assert (message.channel, message.event) == ("email", None)
    assert content.subject == "[UJI] Laporan 1234567893: diteruskan ke Dinas Pekerjaan Umum Kutai Timur"
    assert content.text.startswith("Ini pesan uji")
    assert policy.wording(*REFERRED).version == 1


def test_broken_words_are_not_sent_as_a_test(cast, vera):
    vera.press(vera.get(WORDS), "Kirim uji", status=422, **SAID | {"text": "{apa}"})
    assert not OutgoingMessage.objects.exists()


# --- versions ------------------------------------------------------------------------------------------------------


def test_an_old_version_is_compared_and_brought_back_as_a_new_one(cast, vera):
    rewritten(cast)
    page = vera.click(vera.get(f"{WORDS}versi/"), "Versi 1")
    assert "Dibandingkan dengan versi 2" in page.text
    page = vera.press(page, "Berlakukan lagi versi 1")
    assert "Versi 1 berlaku lagi, sebagai versi 3" in page.text
    assert policy.wording(*REFERRED).subject == "Laporan {nomor}: kini di {unit}"


def test_bringing_back_upon_an_older_page_is_refused(cast, vera):
    rewritten(cast)
    page = vera.get(f"{WORDS}versi/1/")
    rewritten(cast, seen=2, subject="Laporan {nomor}: lain lagi, {unit}")
    page = vera.press(page, "Berlakukan lagi", status=422)
    assert "baru saja diubah oleh Vera" in page.text


def test_what_changed_is_marked_word_by_word():
    assert marked("Laporan <b> lama", "Laporan <b> baru") == (
        "<span>Laporan &lt;b&gt; </span><del>lama</del><ins>baru</ins>"
    )


def test_a_version_that_never_was_is_no_page(vera):
    assert vera.client.get(f"{WORDS}versi/99/").status_code == 404


# --- an agency's signature -----------------------------------------------------------------------------------------


def test_an_agency_admin_signs_the_mails_of_the_own_agency(cast, pages, noon):
    arif = pages.of(cast.user("Arif"))
    page = arif.press(arif.get(f"{LIST}tanda-tangan/"), "Simpan", text="Kutai Timur, siap melayani.")
    assert "Kutai Timur, siap melayani." in page.text
    assert policy.signature_of(cast.unit("64.08").pk) == "Kutai Timur, siap melayani."
    assert not policy.signature_of(cast.unit("64.71").pk)


def test_a_signature_is_looked_at_before_it_is_kept(cast, pages, noon):
    arif = pages.of(cast.user("Arif"))
    page = arif.press(arif.get(f"{LIST}tanda-tangan/"), "Pratinjau", text="Salam {nomor}")
    assert page.text.count("Salam {nomor}") == 2  # in the field and in the mail, to the letter
    assert not Signature.objects.exists()


def test_a_signature_that_is_too_long_is_refused(cast, pages, noon):
    arif = pages.of(cast.user("Arif"))
    arif.press(arif.get(f"{LIST}tanda-tangan/"), "Simpan", text="a" * 301, status=422)
    assert not Signature.objects.exists()


def test_a_signature_is_taken_away_again(cast, pages, noon):
    arif = pages.of(cast.user("Arif"))
    editing.sign(cast.unit("64.08"), "Salam", by=cast.user("Arif"), at=MONDAY)
    arif.press(arif.get(f"{LIST}tanda-tangan/"), "Simpan", text="")
    assert not policy.signature_of(cast.unit("64.08").pk)


# --- the sending log -----------------------------------------------------------------------------------------------


def test_the_page_of_a_report_leads_to_what_was_told_of_it(cast, pages, noon):
    report = cast.referred()
    tell([event.pk for event in report.events.all()], at=MONDAY)
    otto = pages.of(cast.user("Otto"))
    page = otto.click(otto.get(f"/kerja/laporan/{report.number}/"), "Siapa diberi tahu apa")
    assert "Laporan diteruskan" in page.text
    assert "Unit penanggung jawab" in page.text
    assert "Rini" not in page.text
    assert "+62812" not in page.text


def test_of_a_report_that_one_may_not_see_there_is_no_log(cast, pages, noon):
    report = cast.referred()
    assert pages.of(cast.user("Wati")).client.get(f"/kerja/laporan/{report.number}/pemberitahuan/").status_code == 404
