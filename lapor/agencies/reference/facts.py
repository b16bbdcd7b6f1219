"""What the reference files and the regions say, as plain rows, what lies above before what lies below it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib import resources

from lapor.agencies.models import Kind
from lapor.regions.models import Region

FILES = resources.files(__package__)
GOVERNMENTS = {  # kind of region: kind of agency, what people call it for short
    Region.Kind.PROVINSI: (Kind.PROVINCE, "Pemprov"),
    Region.Kind.KABUPATEN: (Kind.REGENCY, "Pemkab"),
    Region.Kind.KOTA: (Kind.CITY, "Pemkot"),
}


@dataclass(frozen=True, slots=True)
class UnitFact:
    code: str
    name: str
    short_name: str
    kind: str
    tz: str = "Asia/Jakarta"
    region_id: int | None = None
    parent_code: str = ""
    coordinator_code: str = ""


@dataclass(frozen=True, slots=True)
class CategoryFact:
    code: str
    name: str
    name_en: str
    position: int
    parent_code: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def units(at: datetime) -> list[UnitFact]:
    """The national level, a government for each region of the day of `at`, and the regencies written down in full."""
    facts = list(_national())
    regions = Region.objects.valid(at=at)
    facts += (
        _government(region) for region in regions.filter(level__lte=Region.Level.REGENCY).order_by("level", "code")
    )
    for file in sorted((FILES / "local").iterdir(), key=lambda file: file.name):
        agency = regions.filter(code=file.name.removesuffix(".toml")).first()
        if agency:
            facts += [*_departments(agency, tomllib.loads(file.read_text())), *_districts(agency, at)]
    return facts


def categories() -> Iterator[CategoryFact]:
    """Topics in the order of the form, each followed by its sub-topics."""
    topics = tomllib.loads((FILES / "categories.toml").read_text())
    for position, (code, topic) in enumerate(topics.items()):
        name, name_en = topic["name"]
        fact = CategoryFact(code, name, name_en, position, "", topic.get("from"), topic.get("until"))
        yield fact
        for place, (sub, (name, name_en)) in enumerate(topic.get("sub", {}).items()):
            yield replace(fact, code=f"{code}-{sub}", name=name, name_en=name_en, position=place, parent_code=code)


def _national() -> Iterator[UnitFact]:
    for kind, lines in tomllib.loads((FILES / "national.toml").read_text()).items():
        for code, (name, short_name, *tz) in lines.items():
            yield UnitFact(code, name, short_name, kind, *tz)


def _government(region: Region) -> UnitFact:
    kind, short = GOVERNMENTS[Region.Kind(region.kind)]
    bare = region.name.removeprefix("Kabupaten ").removeprefix("Kota ")
    full = f"Provinsi {region.name}" if kind == Kind.PROVINCE else region.name
    return UnitFact(
        code=region.code,
        name=f"Pemerintah {full}",
        short_name=f"{short} {bare}",
        kind=kind,
        tz=region.tz,
        region_id=region.pk,
        coordinator_code=region.code[:2] if kind != Kind.PROVINCE else "",
    )


def _departments(agency: Region, file: dict) -> Iterator[UnitFact]:
    for kind, lines in file.items():
        for code, (name, short_name) in lines.items():
            parent_code = f"{agency.code}/{code}".rpartition("/")[0]
            yield UnitFact(f"{agency.code}/{code}", name, short_name, kind, agency.tz, agency.pk, parent_code)


def _districts(agency: Region, at: datetime) -> Iterator[UnitFact]:
    """Kecamatan and kelurahan are parts of a regency's government; a desa governs itself."""
    below = Region.objects.valid(at=at).within(agency)
    for region in below.filter(kind=Region.Kind.KECAMATAN).order_by("code"):
        name = f"Kecamatan {region.name}"
        yield UnitFact(region.code, name, f"Kec. {region.name}", Kind.DISTRICT, region.tz, region.pk, agency.code)
    for region in below.filter(kind=Region.Kind.KELURAHAN).order_by("code"):
        name, parent_code = f"Kelurahan {region.name}", region.code.rpartition(".")[0]
        yield UnitFact(region.code, name, f"Kel. {region.name}", Kind.VILLAGE, region.tz, region.pk, parent_code)
