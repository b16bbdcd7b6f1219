"""Full-text search as people use it, timed inside the database."""

import json
from collections.abc import Iterator

from lapor.reports.querysets import ReportQuerySet

# In nearly every report, in many, in some, in few, in one, in none; alone and together.
WORDS = """
jalan
rusak
air
jalan rusak
air mati
lampu jalan
jalan rusak di sangatta
lampu jalan mati malam
puskesmas
sampah sungai
guru sekolah
pungutan
jembatan putus
banjir drainase tersumbat
trafo meteran
irigasi sawah
longsor
begal tiang
zonasi ppdb
dtks dicoret
blangko calo
swarga bara
jalan swarga bara
"jalan rusak"
jalan -rusak
air or listrik
kabel sawah
pupuk petani
jembatan lapuk anak sekolah
tidakadakatasepertiini
""".strip().splitlines()
REPEATS = 3


def times(view: ReportQuerySet) -> Iterator[tuple[str, float]]:
    """Milliseconds of planning and executing for each of the words, several times, warm."""
    for words in WORDS:
        found = view.ranked(words).values_list("pk", flat=True)[:20]
        found.explain(analyze=True, timing=False)
        for _ in range(REPEATS):
            yield words, milliseconds(found)


def milliseconds(query: ReportQuerySet) -> float:
    plan = json.loads(query.explain(format="json", analyze=True, timing=False))[0]
    return plan["Planning Time"] + plan["Execution Time"]
