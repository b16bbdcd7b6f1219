"""The tables of the room. A unit's place in the tree is written by `tree.place` alone."""

import re
from datetime import datetime
from functools import reduce
from operator import add, and_
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lapor.agencies.validity import Dated, DatedQuerySet, in_force
from lapor.core.queries import one

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")  # WIB, WITA, WIT
NATIONAL_DESK = "pusat"  # code of the unit that everything without another holder comes to
ALIKE = 0.4  # below PostgreSQL's 0.6, at which "tmur" finds no Timur
# The planner takes comparing trigrams for cheap and reads the whole table, which takes 50 times as long as the index.
TOLERANT = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true), set_config('enable_seqscan', 'off', true)"
MAX_TYPED, MAX_WORDS = 80, 6  # of what somebody typed, the part that is looked at

OWN_STEP = Concat(
    Value("/"), Cast("id", models.TextField()), Value("/"), output_field=models.TextField()
)  # the last part of a path: "/210/"


class Kind(models.TextChoices):
    DESK = "desk", _("Meja nasional")
    MINISTRY = "ministry", _("Kementerian")
    INSTITUTION = "institution", _("Lembaga")
    PROVINCE = "province", _("Pemerintah provinsi")
    REGENCY = "regency", _("Pemerintah kabupaten")
    CITY = "city", _("Pemerintah kota")
    STATE_ENTERPRISE = "state_enterprise", _("Badan usaha milik negara")
    UNIVERSITY = "university", _("Perguruan tinggi negeri")
    DEPARTMENT = "department", _("Perangkat daerah")
    DISTRICT = "district", _("Kecamatan")
    VILLAGE = "village", _("Kelurahan atau desa")
    SECTION = "section", _("Unit kerja")


class Role(models.TextChoices):
    NATIONAL_ADMIN = "national_admin", _("Admin nasional")
    PRIORITY_CONTROLLER = "priority_controller", _("Pengendali program prioritas")
    OVERSEER = "overseer", _("Pengawas")
    COORDINATOR = "coordinator", _("Koordinator provinsi")
    AGENCY_ADMIN = "agency_admin", _("Admin instansi")
    LIAISON = "liaison", _("Pejabat penghubung")
    DESK_OFFICER = "desk_officer", _("Petugas loket")
    AUDITOR = "auditor", _("Auditor (APIP/Inspektorat)")
    INTEGRATOR = "integrator", _("Pengembang integrasi")
    CUSTODIAN = "custodian", _("Pemegang identitas")
    HEAD_OF_AGENCY = "head_of_agency", _("Pimpinan instansi")
    MAINTAINER = "maintainer", _("Pemelihara sistem")


class UnitQuerySet(DatedQuerySet["Unit"]):
    def agencies(self) -> Self:
        """Only whole agencies: the roots of the tree."""
        return self.filter(parent__isnull=True)

    def under(self, unit: "Unit") -> Self:
        """The unit itself and everything below it, at any depth."""
        return self.filter(path__startswith=unit.path)

    def agency_of_code_word(self, word: str, at: datetime) -> "Unit | None":
        """The agency that a code word leads to, also one of its units'; words of campaigns are routing rules."""
        found = self.current(at).filter(keyword__iexact=word).values_list("pk", flat=True)
        # Each message begins with a word that could be one, and almost none is: the unit is read only then.
        pk = one(found) if word else None
        return self.model.objects.select_related("agency").get(pk=pk).root if pk else None

    def search(self, q: str, at: datetime, limit: int = 10) -> list["Unit"]:
        """Units whose names resemble every word of `q` ("disdukcapil kutim"), the closest first; for typing along."""
        words = re.findall(r"\w{2,}", q[:MAX_TYPED].lower())[:MAX_WORDS]
        if not words:
            return []
        alike = reduce(and_, (Q(search_text__trigram_word_similar=word) for word in words))
        likeness = reduce(add, (TrigramWordSimilarity(word, "search_text") for word in words))
        found = (
            self.current(at)
            .filter(alike)
            .select_related("agency")
            .order_by(-likeness, IsNull(F("agency"), False), "name", "code")
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TOLERANT, [str(ALIKE)])
            units = list(found[:limit])
            transaction.set_rollback(True)  # the caller's transaction goes on without these settings
        return units


class Unit(Dated):
    """An agency (a unit without parent) or a part of one. Written by `tree.place`, which keeps the last four fields."""

    code = models.CharField(max_length=40, unique=True, help_text="stable: partners and reference data go by it")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tz = models.CharField(max_length=40, default="Asia/Jakarta")
    coordinator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="coordinates"
    )  # of an agency: its province's unit
    connected = models.BooleanField(default=False)
    requires_approval = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True, help_text="where its desk is, and letters go")
    keyword = models.CharField(max_length=20, unique=True, null=True, blank=True, help_text="SMS code word")
    from_reference = models.BooleanField(default=False)  # load-reference keeps it, and ends it when its line is gone

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    agency = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="units")
    path = models.TextField(editable=False)  # "/1/55/210/": the ids from the agency down to this unit
    search_text = models.TextField(editable=False)  # own names and the agency's, in lower case

    objects = UnitQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="unit_path_ends_in_own_id",
                condition=Q(path__endswith=OWN_STEP),
            ),
            models.CheckConstraint(
                name="unit_without_parent_is_the_agency",
                condition=Q(
                    parent__isnull=True,
                    agency__isnull=True,
                    path=OWN_STEP,
                )
                | Q(parent__isnull=False, agency__isnull=False),
            ),
            models.CheckConstraint(name="unit_tz_is_indonesian", condition=Q(tz__in=ZONES)),
            models.CheckConstraint(name="unit_kind_is_known", condition=Q(kind__in=Kind.values)),
        ]
        indexes = [
            models.Index(name="unit_path", fields=["path"], opclasses=["text_pattern_ops"]),
            GinIndex(name="unit_search", fields=["search_text"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        return self.agency_id or self.pk

    @property
    def root(self) -> "Unit":
        """The agency this unit belongs to; itself when it is one."""
        return self.agency or self


class TeamDecree(Dated):
    """The decree (SK Tim) that names an agency's handling team."""

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decrees")
    number = models.CharField(max_length=100)
    decree_date = models.DateField()
    about = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(name="teamdecree_number_once_per_agency", fields=["agency", "number"]),
        ]

    def __str__(self) -> str:
        return self.number


class MembershipQuerySet(DatedQuerySet["Membership"]):
    def current(self, at: datetime) -> Self:
        """In force on the day of `at`: the membership and, where it stands on a decree, the decree as well."""
        return super().current(at).filter(Q(decree__isnull=True) | in_force(at, "decree__"))

    def unended(self, at: datetime) -> Self:
        """Not over by its own dates: also what begins later, and what a decree that ran out keeps from counting."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.localdate(at)))


class Membership(Dated):
    """Who works in which unit in which role; ended, never deleted, so that history keeps its names."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    decree = models.ForeignKey(TeamDecree, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="substitutes"
    )  # whose place is taken while they are away
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="membership_open_once",
                fields=["user", "unit", "role"],
                condition=Q(valid_until__isnull=True),
            ),
            models.CheckConstraint(name="membership_role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"


class CategoryQuerySet(DatedQuerySet["Category"]):
    def current(self, at: datetime) -> Self:
        """Open on the day of `at`: a sub-topic closes with its topic."""
        return super().current(at).filter(Q(parent__isnull=True) | in_force(at, "parent__"))

    def usable_by(self, agency: Unit | int | None) -> Self:
        """The national categories and those that this agency has of its own."""
        return self.filter(Q(owner__isnull=True) | Q(owner=agency)) if agency else self.filter(owner__isnull=True)

    def tree(self) -> list[tuple["Category", list["Category"]]]:
        """Each topic with its sub-topics, in order; one query."""
        below: dict[int | None, list[Category]] = {}
        for category in self:
            below.setdefault(category.parent_id, []).append(category)
        return [(topic, below.get(topic.pk, [])) for topic in below.get(None, [])]


class Category(Dated):
    """What a report is about: a topic or, one level below, a sub-topic. The database refuses a third level."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="categories")
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    questions = models.JSONField(default=list, blank=True)
    questions_version = models.PositiveIntegerField(default=0)
    from_reference = models.BooleanField(default=False)

    objects = CategoryQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["position", "name"]

    def is_current(self, at: datetime) -> bool:
        """A sub-topic closes with its topic."""
        return super().is_current(at) and (self.parent is None or self.parent.is_current(at))

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name


class RoutingRule(Dated):
    """Who gets a report of this place, category and word; the first rule in order that fits decides.

    Without `agency` it is a national rule and names an agency; else it names a unit of that agency.
    """

    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="routing_rules")
    position = models.PositiveIntegerField()
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    keyword = models.CharField(
        max_length=100, blank=True, help_text="words of which one must occur, with commas between"
    )
    target = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="routingrule_asks_something",
                condition=Q(region__isnull=False) | Q(category__isnull=False) | ~Q(keyword=""),
            ),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}: {self.target_id}"


class AnswerTemplate(models.Model):
    """A text that a unit's officers start an answer from."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="answer_templates")
    title = models.CharField(max_length=120)
    body = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="answertemplate_title_once_per_unit", fields=["unit", "title"])]
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
