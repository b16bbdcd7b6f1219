"""Charts with the figures that break charts: none, one, thirty, huge, equal, without a denominator, long names."""

from lapor.testing.gallery.forms import LONG_AGENCY
from lapor.ui.charts import Figure, Series

MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov"]
DAYS = [f"{day} Nov" for day in range(1, 31)]

FIGURES = {
    "agencies": [
        Figure(LONG_AGENCY, 1204, href="#dinas"),
        Figure("Dinas Perhubungan", 431, tone="belum"),
        Figure("RSUD", 12),
        Figure("Kecamatan Muara Wahau", 0),
    ],
    "shares": [
        Figure("Dinas Pekerjaan Umum", 82.35, note="420 dari 510"),
        Figure(LONG_AGENCY, 7.1, note="3 dari 42"),
        Figure("Kecamatan Rantau Pulung", None, note="0 dari 0"),
    ],
    "months": [Figure(month, 900 + 130 * (n % 4)) for n, month in enumerate(MONTHS)],
    "days": [Figure(day, 40 + 97 * n % 61) for n, day in enumerate(DAYS)],
    "course": [
        Series("Masuk", [(month, 900 + 130 * (n % 4)) for n, month in enumerate(MONTHS)]),
        Series("Selesai", [(month, None if n < 2 else 700 + 90 * (n % 5)) for n, month in enumerate(MONTHS)]),
    ],
    "crowd": [
        Series(name, [(day, 80 + k + (n * k) % 9) for n, day in enumerate(DAYS)])
        for k, name in enumerate(["Verifikasi", "Tindak lanjut pertama", "Penyelesaian", "Tanggapan"])
    ],
    "nothing": [],
}
