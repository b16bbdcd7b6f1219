DATE_FORMAT = "l, j F Y"  # every date with its weekday: "Selasa, 24 November 2026"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"l, j F Y \p\u\k\u\l H.i"
THOUSAND_SEPARATOR = "."
DECIMAL_SEPARATOR = ","
NUMBER_GROUPING = 3
