"""Words as complaints use them: a few that stand in nearly every report, and a tail that never ends."""

import random
from functools import cache
from itertools import accumulate

# The head, most frequent first: what people complain about among the small words between. PostgreSQL has no Indonesian
# stop words, so "di" and "yang" are in the index like any other.
HEAD = """
yang di dan jalan tidak untuk ini sudah rusak dengan ada saya air kami warga dari mohon ke karena lampu pada belum
sampai bisa itu sekolah lama listrik tolong banyak juga akan desa sejak agar hari sering atau oleh dalam sangat bantuan
masih petugas pelayanan sampah anak kecamatan banjir lebih telah dapat jika hujan setiap parah berlubang tahun rumah
segera bulan orang kepada perbaikan jembatan puskesmas sebagai namun depan masyarakat macet saat malam pemerintah
kendaraan mati tanpa bapak lubang dekat satu hanya kali guru drainase mereka para harus tersebut menjadi dua minggu
ktp kartu dokter obat pungutan biaya antre lalu lintas parkir liar bau limbah sungai pasar pedagang trotoar gelap rawan
kecelakaan motor mobil truk debu asap bising tetangga surat izin kantor lurah camat dinas bupati gubernur data bansos
bpjs pkh sembako beras pupuk petani nelayan internet sinyal telepon kabel tiang pohon tumbang longsor irigasi sawah
"""

# What a report is about: words that come together.
TOPICS = """
jalan berlubang aspal rusak parah pengendara jatuh kecelakaan truk tambal kabupaten bahu perbaikan
air pdam keruh mati mengalir pipa bocor pelanggan tagihan meteran bau keran sumur
lampu penerangan padam gelap malam rawan begal tiang pju kabel taman
listrik padam pln tegangan trafo meteran pemadaman bergilir token gardu
sampah menumpuk bau tps angkut truk kebersihan sungai dibakar plastik
banjir drainase tersumbat hujan genangan selokan rumah warga lumpur gorong
sekolah guru siswa pungutan zonasi ppdb seragam komite kelas toilet dana bos
puskesmas dokter antre obat pasien bpjs rujukan pendaftaran perawat igd
ktp kartu keluarga akta disdukcapil blangko antre pengurusan calo online nik
bansos pkh sembako data penerima terdaftar bantuan sosial dtks miskin dicoret
jembatan putus kayu lapuk sungai anak sekolah menyeberang darurat roboh
parkir liar trotoar pedagang macet simpang angkot terminal juru tarif
"""
SYLLABLES = (
    "ba be bi bo bu ca da di du ga gi ja ka ki ku la li lu ma mi mu na ni pa pe ra ri ru sa se si su ta te ti tu wa"
)
ENDINGS = ("", "n", "ng", "r", "s", "t", "k", "l", "m")
TAIL = 60_000


def tail() -> list[str]:
    """Words that nobody uses twice, the same at each run: names, places, spellings."""
    chance = random.Random("tail")
    syllables = SYLLABLES.split()
    words: dict[str, None] = {}
    while len(words) < TAIL:
        stem = "".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4))))
        words[stem + chance.choice(ENDINGS)] = None
    return list(words)


class Language:
    """Draws texts; the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self.words = [*HEAD.split(), *tail()]
        self.topics = [line.split() for line in TOPICS.strip().splitlines()]
        # Zipf's law with Mandelbrot's correction, which flattens the head as in real texts.
        self.weights = list(accumulate(1 / (rank + 6) for rank in range(len(self.words))))

    @classmethod
    @cache
    def shared(cls) -> "Language":
        """The one of this process, for texts that are typed rather than loaded."""
        return cls("typed")

    def draw(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def report(self, place: str) -> tuple[str, str]:
        """Title and text of one report about something in a place."""
        topic = self.chance.choice(self.topics)
        about = self.chance.sample(topic, 5)
        title = " ".join([*about[:3], "di", place])
        words = [*self.draw(int(self.chance.triangular(12, 80, 25))), *about, "di", place]
        self.chance.shuffle(words)
        return title[:150].capitalize(), " ".join(words).capitalize() + "."
