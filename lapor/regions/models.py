"""Regions from province to village, and the boundaries an operator loaded for some of them."""

from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from .search import RegionQuerySet


class Region(models.Model):
    """An administrative area with its Kemendagri code; one that is dissolved stays, with the day it ended."""

    class Kind(models.TextChoices):
        PROVINSI = "provinsi", _("Provinsi")
        KABUPATEN = "kabupaten", _("Kabupaten")
        KOTA = "kota", _("Kota")
        KECAMATAN = "kecamatan", _("Kecamatan")
        KELURAHAN = "kelurahan", _("Kelurahan")
        DESA = "desa", _("Desa")

    class Level(models.IntegerChoices):
        PROVINCE = 1
        REGENCY = 2
        DISTRICT = 3
        VILLAGE = 4

    code = models.CharField(max_length=13, unique=True)  # "64.08.04.2012"
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path_name = models.CharField(max_length=300)  # "Swarga Bara, Sangatta Utara, Kabupaten Kutai Timur, …"
    postcode = models.CharField(max_length=5, blank=True)  # villages only
    tz = models.CharField(max_length=20)  # Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT)
    own_words = models.CharField(max_length=200)  # " sangatta utara kecamatan kec ": what search compares with
    path_words = models.CharField(max_length=600)  # the own words, then those of its parents
    valid_from = models.DateField(null=True, blank=True)  # empty: since before the first load
    valid_until = models.DateField(null=True, blank=True)  # the first day on which it no longer is

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(OpClass("own_words", "gin_trgm_ops"), name="region_own_words_trgm"),
            models.Index(fields=["level"], name="region_level"),
            models.Index(OpClass("own_words", "text_pattern_ops"), name="region_own_words_prefix"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="region_level_1_to_4"),
            models.CheckConstraint(
                condition=models.Q(level=1, parent=None) | models.Q(level__gt=1, parent__isnull=False),
                name="region_parent_below_province",
            ),
        ]

    def __str__(self) -> str:
        return self.path_name


class RegionWord(models.Model):
    """One word of the names of regions, for respelling what is typed; made anew by each load that changes something."""

    word = models.CharField(max_length=50, primary_key=True)
    uses = models.PositiveIntegerField()

    class Meta:
        indexes = [GinIndex(OpClass("word", "gin_trgm_ops"), name="region_word_trgm")]

    def __str__(self) -> str:
        return self.word


class Boundary(models.Model):
    """What an operator's file says about the extent of one region; the outline is for drawing only."""

    region = models.OneToOneField(Region, models.CASCADE, related_name="boundary")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    outline = models.JSONField()  # coordinates of a GeoJSON MultiPolygon, coarse

    def __str__(self) -> str:
        return self.region.code


class PolygonField(models.Field):
    """PostgreSQL's own polygon: contains and nearest come with the database, so PostGIS isn't needed."""

    def db_type(self, connection) -> str:
        return "polygon"


class BoundaryPart(models.Model):
    """One outer ring of a boundary at full detail, for finding the region of a point."""

    boundary = models.ForeignKey(Boundary, models.CASCADE, related_name="parts")
    shape = PolygonField()  # "((lon,lat),(lon,lat),…)"
    area = models.FloatField()  # square degrees

    class Meta:
        indexes = [GistIndex(fields=["shape"], name="boundary_part_shape")]

    def __str__(self) -> str:
        return f"{self.boundary_id}, {self.area:.4f}°²"
