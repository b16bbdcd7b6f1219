"""Tracking numbers and PINs: ten digits with a check digit, read over the telephone and typed with thumbs."""

import secrets

# Damm's quasigroup of order 10: finds every single wrong digit and every swap of two neighbours.
_DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
         "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")  # fmt: skip


def _check(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def new_number() -> int:
    """A random tracking number; nine free digits, so 2 million reports leave a guess right 1 time in 450."""
    body = str(secrets.choice(range(1, 10))) + f"{secrets.randbelow(10**8):08d}"
    return int(body + _check(body))


def is_number(number: int) -> bool:
    """Does the check digit fit? Tells a mistyped number from an unknown one."""
    text = str(number)
    return len(text) == 10 and _check(text) == "0"


def read_number(text: str) -> int | None:
    """The number in what a person typed ("#123 456 7890"), or None where it can't be one."""
    digits = "".join(character for character in text[:40] if character.isascii() and character.isdigit())
    return int(digits) if digits and is_number(int(digits)) else None


def new_pin(digits: int = 8) -> str:
    return f"{secrets.randbelow(10**digits):0{digits}d}"
