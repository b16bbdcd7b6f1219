"""The tables of the room. `record.advance` is the only writer of `state`; steps call it, doors never do."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.models import Category, Unit
from lapor.core.encryption import DataKey
from lapor.core.errors import Refused
from lapor.reports import roles, search
from lapor.reports.actors import Actor
from lapor.reports.clock_models import Clock, DeadlineRule, RungRule  # noqa: F401  (tables of this room)
from lapor.reports.fields import CurrentTransaction, Xid8Field, known_code
from lapor.reports.lifecycle import (
    DECIDES_AN_APPEAL,
    OF_A_WHOLE,
    OPEN,
    STEPS,
    Action,
    ActorKind,
    AnswerKind,
    ArchiveReason,
    Audience,
    Channel,
    Kind,
    Relation,
    ReportClass,
    State,
    Step,
    Who,
)
from lapor.reports.oversight_models import Programme, Sample, SampledReport, Watch  # noqa: F401  (tables of this room)
from lapor.reports.querysets import EventQuerySet, ReportQuerySet

IS_OPEN = Q(state__in=sorted(OPEN))  # sorted: a set's order would make a new migration each time


class Report(models.Model):
    """One complaint, aspiration or information request; its words lie in ReportContent, its reporter in Reporter."""

    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    report_class = models.CharField(max_length=12, choices=ReportClass, blank=True)  # set at verification
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    before_hold = models.CharField(max_length=12, choices=State, blank=True)
    seq = models.PositiveIntegerField(default=0)  # of the newest event; a page older than this is stale
    head = models.BinaryField(max_length=32, default=b"")  # hash of the newest event

    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # the holder's root
    held_from = models.DateTimeField()
    circle = ArrayField(models.BigIntegerField(), default=list)  # every unit that holds or held it, and those above
    chosen_agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict, blank=True)  # to the category's questions

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    grid = models.BigIntegerField(null=True, blank=True)  # map cell of about 1 km: see places.grid
    event_date = models.DateField(null=True, blank=True)
    missing = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # what a short channel left out

    is_anonymous = models.BooleanField(default=True)  # flags fail closed: a door must say otherwise
    is_secret = models.BooleanField(default=True)
    is_priority = models.BooleanField(default=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", db_index=False
    )
    in_arbitration = models.BooleanField(default=False)
    bound_to = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # whom an arbiter named: they can't return it any more
    is_contested = models.BooleanField(default=False)

    public_title = models.CharField(max_length=200, blank=True)
    public_text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("public_title", weight="A", config="indonesian")
        + SearchVector("public_text", weight="B", config="indonesian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    channel = models.CharField(max_length=12, choices=Channel)
    external_id = models.CharField(max_length=200, null=True, blank=True)
    brand = models.CharField(max_length=40, default="lapor")
    lang = models.CharField(max_length=5, default="id")
    pin_hash = models.CharField(max_length=200)
    pin_secret = models.ForeignKey(
        "accounts.OneTimeSecret", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # until the receipt was handed over
    reporter_tag = models.BinaryField(max_length=32, null=True, blank=True)  # of the account; never a foreign key

    is_divided = models.BooleanField(default=False)  # its parts are worked on; its state follows theirs
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    relation = models.CharField(max_length=10, choices=Relation, blank=True)

    submitted_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    asked_fixed_at = models.DateTimeField(null=True, blank=True)  # four weeks after the closing it was last asked about
    is_fixed = models.BooleanField(null=True, blank=True)  # what the reporter said to that; null: nothing yet
    proposal = models.ForeignKey(
        "reports.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # an answer that waits for a second officer
    answer_kind = models.CharField(max_length=8, choices=AnswerKind, blank=True)
    planned_date = models.DateField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    archive_reason = models.CharField(max_length=15, choices=ArchiveReason, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # since when a clock of the officers is overdue
    due_at = models.DateTimeField(null=True, blank=True)  # of the clock that runs out next: what inboxes sort by
    return_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    support_count = models.PositiveIntegerField(default=0)
    ombudsman_consent_at = models.DateTimeField(null=True, blank=True)
    privacy_consent_at = models.DateTimeField(null=True, blank=True)  # the reporter agreed to lower the flags

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_external_id_once",
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
            ),
            known_code("report_state_known", "state", State),
            known_code("report_kind_known", "kind", Kind),
            known_code("report_channel_known", "channel", Channel),
            models.CheckConstraint(
                name="report_class_when_verified", condition=Q(verified_at__isnull=True) | ~Q(report_class="")
            ),
            models.CheckConstraint(
                name="report_secret_is_unpublished", condition=Q(is_secret=False) | Q(published_at__isnull=True)
            ),
            models.CheckConstraint(
                name="report_published_is_verified",
                condition=Q(published_at__isnull=True) | Q(verified_at__isnull=False) & ~Q(public_title=""),
            ),
            models.CheckConstraint(
                name="report_rating_1_to_5", condition=Q(rating__isnull=True) | Q(rating__range=(1, 5))
            ),
            models.CheckConstraint(
                name="report_hold_knows_its_way_back",
                condition=Q(state=State.ON_HOLD) & ~Q(before_hold="") | ~Q(state=State.ON_HOLD) & Q(before_hold=""),
            ),
            models.CheckConstraint(
                name="report_parent_has_relation",
                condition=Q(parent__isnull=True, relation="") | Q(parent__isnull=False) & ~Q(relation=""),
            ),
        ]
        indexes = [
            # The public list, newest first, whole or filtered by one column.
            models.Index(name="report_public", fields=["-id"], condition=Q(published_at__isnull=False)),
            models.Index(name="report_public_agency", fields=["agency", "-id"], condition=Q(published_at__isnull=False)),
            models.Index(name="report_public_category", fields=["category", "-id"], condition=Q(published_at__isnull=False)),
            models.Index(name="report_public_region", fields=["region", "-id"], condition=Q(published_at__isnull=False)),
            # Inboxes: what is still open, by who holds it; closed reports (most) aren't in these.
            models.Index(name="report_inbox_holder", fields=["holder", "state", "due_at", "id"], condition=IS_OPEN),
            models.Index(name="report_inbox_agency", fields=["agency", "state", "due_at", "id"], condition=IS_OPEN),
            models.Index(name="report_inbox_due", fields=["due_at", "id"], include=["state"], condition=IS_OPEN),
            models.Index(name="report_programme", fields=["programme", "-id"], condition=Q(programme__isnull=False)),
            models.Index(name="report_open_since", fields=["submitted_at"], include=["agency"], condition=IS_OPEN),
            models.Index(name="report_overseen", fields=["-id"], condition=Q(ombudsman_consent_at__isnull=False)),
            # A range of days long ago: without it every newer report is read and dropped.
            models.Index(name="report_public_day", fields=["submitted_at"], condition=Q(published_at__isnull=False)),
            models.Index(name="report_published", fields=["published_at"], condition=Q(published_at__isnull=False)),
            models.Index(name="report_closed", fields=["closed_at"], condition=Q(state=State.CLOSED)),
            models.Index(name="report_mine", fields=["reporter_tag", "-id"], condition=Q(reporter_tag__isnull=False)),
            models.Index(name="report_held", fields=["agency", "-id"]),
            # Words, who may see it, and where in the table: see search.py. Entered at once, because every slice that is
            # searched would read through all that is pending.
            GinIndex(search.slice_of_table(), F("search"), F("circle"), name="report_found", fastupdate=False),
            models.Index(name="report_grid", fields=["grid"], condition=Q(published_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and not self.is_secret

    @cached_property
    def data_key(self) -> DataKey:
        """The key of this report's words and files. Raises Undecipherable; ReportKey.DoesNotExist when erased."""
        return self.key.open()

    @property
    def sender(self) -> "Reporter | None":
        """Who sent it; of a part, who sent the whole."""
        whole = self.parent if self.relation == Relation.PART else self
        return getattr(whole, "reporter", None)

    def reporter_is_one_of(self, tags: tuple[bytes, ...]) -> bool:
        """Is one of these contact tags the reporter's?"""
        return self.sender is not None and any(bytes(tag) in tags for tag in self.sender.contact_tags)

    def may(self, action: Action, *, by: Actor) -> Step:
        """The line of the life-cycle table for this action. Raises Refused: `not_your_step`, `own_report`, `wrong_state`,
        `same_officer`."""
        step = STEPS[action]
        if not roles.stance(self, by=by) & step.who:
            raise Refused("not_your_step", _("Tindakan ini bukan bagian Anda pada laporan ini."))
        if self.is_divided and action not in OF_A_WHOLE:
            raise Refused("divided", _("Laporan ini dibagi: yang dikerjakan adalah bagian-bagiannya."))
        if self.state not in step.origin or step.verified not in (None, self.is_verified):
            raise Refused(
                "wrong_state",
                _("Tindakan ini tidak bisa dilakukan sekarang. Status laporan: %s.") % self.get_state_display(),
            )
        if by.kind == ActorKind.OFFICER and Who.REPORTER not in step.who and roles.is_own(self, by=by):
            raise Refused("own_report", _("Anda pelapor laporan ini, jadi petugas lain yang menanganinya."))
        if action in DECIDES_AN_APPEAL and roles.gave_contested_answer(self, by=by):
            raise Refused(
                "same_officer", _("Jawaban yang dibantah itu dari Anda, jadi petugas lain yang memutuskannya.")
            )
        return step

    def offers(self, *, by: Actor) -> frozenset[Action]:
        """What the table allows this actor here and now: the buttons of a page."""
        who = roles.stance(self, by=by)
        return frozenset(
            step.action
            for step in STEPS.values()
            if who & step.who
            and self.state in step.origin
            and step.verified in (None, self.is_verified)
            and (not self.is_divided or step.action in OF_A_WHOLE)
        )


class ReportKey(models.Model):
    """The data key of one report, wrapped by the server's key; deleting the row erases the report's words for good."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="key")
    wrapped = models.BinaryField()
    wrapped_by = models.PositiveSmallIntegerField()  # server key id: what a rotation looks for

    class Meta:
        indexes = [models.Index(name="reportkey_rotation", fields=["wrapped_by"])]

    def __str__(self) -> str:
        return f"key of {self.report_id}"

    def open(self) -> DataKey:
        return DataKey.unwrap(self.wrapped, context=f"report key {self.report_id}")


class Reporter(models.Model):
    """Who sent a report: ciphertext and a tag to find it by. Read it through identity.py, which logs each look."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="reporter")
    ciphertext = models.BinaryField()  # JSON: name, phone, email; with the report's data key
    contact_tags = ArrayField(models.BinaryField(max_length=32), default=list)

    class Meta:
        indexes = [GinIndex(name="reporter_contact_tags", fields=["contact_tags"], fastupdate=False)]

    def __str__(self) -> str:
        return f"reporter of {self.report_id}"


class Event(models.Model):
    """One entry of the record: codes, ids and amounts, never words or names. The database refuses to alter it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=20, choices=Action)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=State)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_ref = models.CharField(max_length=64, blank=True)
    actor_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # after the step
    audience = models.CharField(max_length=8, choices=Audience)
    data = models.JSONField(default=dict)
    command_id = models.UUIDField(null=True, blank=True)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="event_seq_once", fields=["report", "seq"]),
            models.UniqueConstraint(
                name="event_command_once",
                fields=["actor_kind", "actor_ref", "command_id"],
                condition=Q(command_id__isnull=False),
            ),
            known_code("event_actor_kind_known", "actor_kind", ActorKind),
            known_code("event_audience_known", "audience", Audience),
        ]
        indexes = [
            models.Index(name="event_since", fields=["xid", "id"]),
            BrinIndex(name="event_day", fields=["at"], autosummarize=True),  # the days that statistics count anew
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.seq}"


class Part(models.TextChoices):
    """Which words a ReportContent holds."""

    ORIGINAL = "original", gettext_lazy("Laporan asli")  # JSON: title, body, place
    TEXT = "text", gettext_lazy("Teks")
    QUESTION = "question", gettext_lazy("Pertanyaan kepada pelapor")
    GROUND = "ground", gettext_lazy("Dasar hukum")
    NOTE = "note", gettext_lazy("Catatan untuk petugas")
    FILE_NAME = "file_name", gettext_lazy("Nama berkas")


class ReportContent(models.Model):
    """Words of a report or of one of its events, encrypted with the report's key; can be erased, never rewritten."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="contents")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="contents")
    part = models.CharField(max_length=10, choices=Part)
    ciphertext = models.BinaryField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)  # what the event's hash covers
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="content_of_report", fields=["report", "id"])]

    def __str__(self) -> str:
        return f"{self.part} of event {self.event_id}"

    def read(self, key: DataKey) -> str:
        """The words; empty once erased. Raises Undecipherable."""
        if self.erased_at:
            return ""
        return key.decrypt(self.ciphertext, context=content_context(self.report_id, self.part)).decode()


def content_context(report_id: int, part: str) -> str:
    """What binds a ciphertext to its place, so that it opens nowhere else."""
    return f"report {report_id} {part}"


class Attachment(models.Model):
    """A file of a report, encrypted on disk; public only when an officer has looked at it and said so."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attachments")
    token = models.UUIDField(default=uuid.uuid4, unique=True)  # its address: says nothing about order or report
    kind = models.CharField(max_length=10)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    name_ciphertext = models.BinaryField()
    checksum = models.BinaryField(max_length=32)  # SHA-256 of what was uploaded; keyed for a secret report
    stored = models.CharField(max_length=200)
    thumbnail = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.REPORTER)

    class Meta:
        constraints = [known_code("attachment_audience_known", "audience", Audience)]
        indexes = [
            models.Index(name="attachment_of_report", fields=["report", "id"]),
            models.Index(name="attachment_stored", fields=["stored"]),  # the search for files that no row knows
            models.Index(name="attachment_thumbnail", fields=["thumbnail"]),
        ]

    def __str__(self) -> str:
        return str(self.token)


class Support(models.Model):
    """One citizen's "saya juga" on a report; the tag keeps it to one each and names nobody."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="supports")
    supporter_tag = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="support_once", fields=["report", "supporter_tag"])]

    def __str__(self) -> str:
        return f"support {self.pk}"


class IdentityLook(models.Model):
    """Who looked at a reporter's identity, when and why; kept apart from the report's own record."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="identity_looks")
    actor_ref = models.CharField(max_length=64)
    actor_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"look {self.pk}"
