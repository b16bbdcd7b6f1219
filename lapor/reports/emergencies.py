"""Does a text sound like somebody needs help now? Then *Hubungi 112* is shown; the report is taken all the same.

One pattern for the server and the page: it is written in what the regular expressions of Python and of browsers have
in common, and knows lower case only. Better one warning too many than one too few.
"""

import re

# A life at stake in these very words, whenever they were written.
ALWAYS = (
    r"bunuh diri|gantung diri|mengakhiri hidup|akhiri hidup|ingin mati|mau mati|minum racun",
    r"tidak bernapas|tidak bernafas|serangan jantung|pendarahan hebat|sekarat|henti jantung",
    r"ada bom|ancaman bom|disandera|sedang dirampok|sedang dipukuli|mau dibunuh|akan dibunuh|diancam dibunuh",
    r"terjebak (?:api|banjir|di dalam mobil|reruntuhan)|tertimbun (?:longsor|reruntuhan)",
)

# These are also what a complaint about last month speaks of, so a word of "now" must stand near.
DANGER = (
    r"kebakaran|terbakar|kobaran api|ledakan|meledak|gas bocor|kebocoran gas",
    r"tenggelam|hanyut|terseret arus|banjir bandang|longsor|tsunami|gempa|pohon tumbang|kabel putus",
    r"kecelakaan|tabrakan|tertabrak|ditabrak|terlindas|korban luka|luka parah|pingsan|kejang|melahirkan|keracunan",
    r"perampokan|dirampok|penculikan|diculik|pemukulan|dipukuli|dikeroyok|tawuran|penusukan|ditusuk|kerusuhan",
    r"kdrt|diperkosa|pemerkosaan|mengamuk",
)
NOW = (
    r"sekarang|sedang\b|saat ini|barusan|baru saja|detik ini|menit lalu|darurat",
    r"tolong (?:kami|saya|ada|segera|cepat)|tolong[!.,]|bantu kami",
    r"masih (?:ada|di|menyala|berlangsung|terjebak)|belum ada (?:ambulans|damkar|pemadam|polisi)",
)
NEAR = 80  # characters between the danger and the "now"


def _any(*words: str) -> str:
    return rf"\b(?:{'|'.join(words)})"


PATTERN = (
    f"{_any(*ALWAYS)}"
    rf"|{_any(*DANGER)}[\s\S]{{0,{NEAR}}}{_any(*NOW)}"
    rf"|{_any(*NOW)}[\s\S]{{0,{NEAR}}}{_any(*DANGER)}"
)

_PATTERN = re.compile(PATTERN)


def sounds_urgent(*texts: str) -> bool:
    """Whether somebody should be told of 112 before these words are sent."""
    return any(_PATTERN.search(text.lower()) for text in texts)
