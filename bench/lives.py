"""One life of a report as the browsers of three people see it, from the empty form to the answer."""

import itertools
import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from bench.language import Language
from bench.rows import KUTAI_TIMUR
from bench.stage import Stage
from bench.visitor import Failed, Timing, Visitor

TOKEN = "lapor" * 6 + "xx"  # what the CSRF cookie and the form agree on
WORDS = ("jalan rusak", "lampu jalan", "air pdam keruh", "banjir drainase", "sampah sungai", "jembatan putus sangatta")
NUMBER = re.compile(r"/laporan/(\d+)/")


class Lives:
    """Lives to run, any number at once; each Timing goes to `told`."""

    def __init__(self, port: int, stage: Stage, *, told: Callable[[Timing], object]) -> None:
        self.port, self.stage, self.told = port, stage, told
        self.count = itertools.count(random.randrange(2**20))

    def citizen(self, i: int) -> Visitor:
        """Somebody at a browser that was never here before; the service counts reports by address."""
        chance = random.Random(i)
        address = f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
        return Visitor(self.port, address=address, told=self.told)

    def complaint(self) -> dict[str, str]:
        """What somebody from Sangatta types into the form."""
        title, body = Language.shared().report("Sangatta Utara")
        return {
            "kind": "complaint",
            "title": title,
            "body": body,
            "event_date": "2026-11-01",
            "place": "Jalan Yos Sudarso",
            "agency": KUTAI_TIMUR,
            "name": "Sulastri Wahyuningsih",  # in no text: a public version with that name is refused
            "contact": f"0812{random.randrange(10**8):08d}",
            "still": "on",
        }

    def submit(self, i: int, *, reads: bool = True) -> int:
        """A citizen sends the form and is led to the receipt; returns the number. See `whole` for `reads`."""
        citizen = self.citizen(i)
        try:
            found = NUMBER.search(self._send(citizen, "submit", "/", reads=reads, **self.complaint()))
            if found is None:
                raise Failed("no receipt")
            return int(found[1])
        finally:
            citizen.close()

    def whole(self, *, reads: bool = False) -> None:
        """Submit, verify, refer, answer, and somebody searches: five requests.

        `reads`: with every page that their browsers open on the way, the form before it is sent and the page that the
        answer leads to. Raises Failed.
        """
        i = next(self.count)
        number = self.submit(i, reads=reads)
        desk = f"/kerja/laporan/{number}/"
        admin = self._officer(self.stage.admins, i)
        liaison = self._officer(self.stage.liaisons, i)
        public = self.citizen(-i)
        title, text = Language.shared().report("Sangatta Utara")
        found = {"report_class": "complaint", "category": self.stage.category, "to": "", "note": ""}
        words = {"public_title": title, "public_text": text}
        to = {"to": self.stage.roads, "note": "Mohon ditindaklanjuti."}
        said = {"kind": "solved", "text": "Lubang di jalan itu sudah kami tambal."}
        try:
            self._send(admin, "verify", f"{desk}verifikasi/", reads=reads, seen=1, **found, **words)
            self._send(admin, "refer", f"{desk}teruskan/", reads=reads, seen=2, **to)
            self._send(liaison, "answer", f"{desk}jawab/", reads=reads, seen=3, **said)
            public.get("search", f"/laporan/?q={quote_plus(WORDS[i % len(WORDS)])}")
        finally:
            for visitor in (admin, liaison, public):
                visitor.close()

    def _send(self, who: Visitor, what: str, path: str, *, reads: bool, seen: int = 0, **fields: object) -> str:
        if reads:
            who.get(f"{what} form", path)
            return who.send(what, path, **fields)
        who.cookies["csrftoken"] = TOKEN
        hidden: dict[str, Any] = {"csrfmiddlewaretoken": TOKEN, "command": uuid4(), "seen": seen}
        return who.send(what, path, follow=False, **hidden, **fields)

    def _officer(self, cookies: list[dict[str, str]], i: int) -> Visitor:
        return Visitor(self.port, address="127.0.0.9", cookies=cookies[i % len(cookies)], told=self.told)
