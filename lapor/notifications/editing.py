"""Changing the policy: who is told by which ways, and in which words. Earlier versions of a wording stay."""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lapor.accounts.models import User
from lapor.agencies.models import Unit
from lapor.core.errors import Refused
from lapor.core.queries import one
from lapor.notifications import placeholders, policy, reference
from lapor.notifications.models import Rule, RuleChange, Signature, Way, Wording, Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.reports.words import require

MOST = {"subject": 120, "text": 5000, "short": 300}
MOST_SIGNED = 300
# By which ways each audience can be told at all; the bell rings always, where there is one.
CAN_BE_TOLD: dict[str, tuple[Way, ...]] = dict.fromkeys(
    (Audience.REPORTER, Audience.SUPPORTERS), (Way.EMAIL, Way.SMS, Way.PUSH, Way.CHAT)
) | {Audience.PARTNER: (Way.WEBHOOK,)}
OFFICERS_CAN = (Way.EMAIL, Way.PUSH)
READ_NO_DIGEST = (Audience.REPORTER, Audience.SUPPORTERS, Audience.PARTNER)


def ways_of(audience: str) -> tuple[Way, ...]:
    """What can be switched on or off for this audience."""
    return CAN_BE_TOLD.get(audience, OFFICERS_CAN)


def switch(rule: Rule, *, ways: list[str], is_on: bool, in_digest: bool, by: User, at: datetime) -> Rule:
    """Tell this audience by these ways, or not at all; who changed what is kept. Call it in a transaction.

    Raises Refused: `no_way`.
    """
    if not set(ways) <= set(ways_of(rule.audience)) or (is_on and rule.audience == Audience.PARTNER and not ways):
        raise Refused("no_way", _("Pilih cara memberi tahu dari daftar ini."), field="ways")
    before = _as_set(rule)
    bell = [] if rule.audience == Audience.PARTNER else [Way.BELL]
    rule.ways, rule.is_on = [*bell, *ways], is_on
    rule.in_digest = in_digest and rule.audience not in READ_NO_DIGEST
    if _as_set(rule) == before:
        return rule
    rule.save(update_fields=["ways", "is_on", "in_digest"])
    RuleChange.objects.create(
        occasion=rule.occasion, audience=rule.audience, ways=rule.ways, is_on=rule.is_on, in_digest=rule.in_digest,
        changed_by=by, changed_at=at,
    )  # fmt: skip
    transaction.on_commit(policy.forget)
    return rule


def _as_set(rule: Rule) -> tuple[set[str], bool, bool]:
    return set(rule.ways), rule.is_on, rule.in_digest


def changes(rule: Rule) -> QuerySet[RuleChange]:
    """Who made what of this line, the newest first."""
    made = RuleChange.objects.filter(occasion=rule.occasion, audience=rule.audience)
    return made.select_related("changed_by").order_by("-id")


def faults(occasion: Occasion, audience: Audience, language: str, words: Words) -> Iterator[Refused]:
    """Everything that keeps these words from being said on this line, each with its field."""
    for field in ("subject", "text", "short"):
        try:
            said = require(getattr(words, field), field=field, most=MOST[field])
        except Refused as refused:
            yield refused
        else:
            yield from _faults_of(field, said, occasion, audience, language)
    if len(words.subject.strip().splitlines()) > 1:
        yield Refused("line_break", _("Subjek hanya satu baris: hapus ganti barisnya."), field="subject")


def _faults_of(field: str, said: str, occasion: Occasion, audience: Audience, language: str) -> Iterator[Refused]:
    known = placeholders.fitting(occasion, audience, is_short=field == "short")
    names = placeholders.names_in(said)
    unknown = [f"{{{name}}}" for name in dict.fromkeys(names) if name not in known]
    if unknown:
        sentence = _("%(unknown)s tidak bisa diisi di sini. Yang bisa: %(known)s.")
        both = {"unknown": ", ".join(unknown), "known": ", ".join(f"{{{name}}}" for name in known)}
        yield Refused("unknown_placeholder", sentence % both, field=field)
    if placeholders.has_stray_braces(said):
        sentence = _("Ada kurung kurawal yang bukan isian. Tulis isian apa adanya, misalnya {nomor}.")
        yield Refused("stray_brace", sentence, field=field)
    shipped = getattr(reference.lines()[occasion, audience].words[language], field)
    gone = [name for name in placeholders.names_in(shipped) if name in placeholders.FACTS - set(names)]
    if gone:
        sentence = _("Fakta ini tidak boleh hilang dari tulisan ini: %s.")
        listed = ", ".join(f"{{{name}}} ({placeholders.TABLE[name].says})" for name in dict.fromkeys(gone))
        yield Refused("fact_missing", sentence % listed, field=field)


def rewrite(
    occasion: Occasion, audience: Audience, language: str, words: Words, *, seen: int, by: User, at: datetime
) -> Wording:
    """Say it in these words from now on; `seen` is the version that the writer looked at. Call it in a transaction.

    Raises Refused: `stale`, `unchanged`, and those of `faults`.
    """
    for refused in faults(occasion, audience, language, words):
        raise refused
    now = newest(occasion, audience, language)
    if seen != (now.version if now else 0):
        raise stale(now)
    words = Words(words.subject.strip(), words.text.strip().replace("\r\n", "\n"), " ".join(words.short.split()))
    if now and now.words == words:
        raise Refused("unchanged", _("Tidak ada yang berubah dari versi sekarang."))
    try:
        with transaction.atomic():
            made = Wording.objects.create(
                occasion=occasion, audience=audience, language=language, version=seen + 1, subject=words.subject,
                text=words.text, short=words.short, written_by=by, written_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise stale(newest(occasion, audience, language)) from None
    transaction.on_commit(policy.forget)
    return made


def bring_back(old: Wording, *, seen: int, by: User, at: datetime) -> Wording:
    """An earlier version counts again, as a new one. Raises what `rewrite` raises."""
    return rewrite(
        Occasion(old.occasion), Audience(old.audience), old.language, old.words, seen=seen, by=by, at=at
    )  # fmt: skip


def newest(occasion: str, audience: str, language: str) -> Wording | None:
    line = Wording.objects.filter(occasion=occasion, audience=audience, language=language)
    return line.select_related("written_by").order_by("-version").first()


def stale(now: Wording | None) -> Refused:
    """Somebody else has written in the meantime."""
    who = now.written_by.name if now and now.written_by else _("pembaruan sistem")
    sentence = _("Tulisan ini baru saja diubah oleh %s. Bandingkan dengan versi sekarang di bawah, lalu simpan lagi.")
    return Refused("stale", sentence % who)


def sign(agency: Unit, text: str, *, by: User, at: datetime) -> None:
    """Add this below the mails about an agency's reports; nothing when it is empty. Raises Refused: `too_long`."""
    text = text.strip()
    if text:
        require(text, most=MOST_SIGNED)
    changes = {"text": text, "written_by": by, "written_at": at}
    Signature.objects.update_or_create(agency=agency, defaults=changes)
    transaction.on_commit(policy.forget)


def signature(agency: Unit) -> str:
    known = one(Signature.objects.filter(agency=agency))
    return known.text if known else ""
