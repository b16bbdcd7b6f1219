"""One life of a report as the browsers of three people see it, from the empty form to the answer."""

import itertools
import random
import re
from collections.abc import Callable
from urllib.parse import quote_plus

from bench.language import Language
from bench.rows import KUTAI_TIMUR
from bench.stage import Stage
from bench.visitor import Failed, Timing, Visitor

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
            "name": "Rini Astuti",
            "contact": f"0812{random.randrange(10**8):08d}",
            "still": "on",
        }

    def submit(self, i: int) -> int:
        """The citizen opens the home page, sends the form and stands before the receipt; returns the number."""
        citizen = self.citizen(i)
        try:
            citizen.get("form", "/")
            found = NUMBER.search(citizen.send("submit", "/", **self.complaint()))
            if found is None:
                raise Failed("no receipt")
            return int(found[1])
        finally:
            citizen.close()

    def whole(self) -> None:
        """Submit, verify, refer, answer, and somebody searches. Raises Failed."""
        i = next(self.count)
        number = self.submit(i)
        desk = f"/kerja/laporan/{number}/"
        admin = self._officer(self.stage.admins, i)
        liaison = self._officer(self.stage.liaisons, i)
        public = self.citizen(-i)
        try:
            admin.get("verify form", f"{desk}verifikasi/")
            title, text = Language.shared().report("Sangatta Utara")
            admin.send(
                "verify",
                f"{desk}verifikasi/",
                report_class="complaint",
                category=self.stage.category,
                public_title=title,
                public_text=text,
                to="",
                note="",
            )
            admin.get("refer form", f"{desk}teruskan/")
            admin.send("refer", f"{desk}teruskan/", to=self.stage.roads, note="Mohon ditindaklanjuti.")
            liaison.get("answer form", f"{desk}jawab/")
            liaison.send("answer", f"{desk}jawab/", kind="solved", text="Lubang di jalan itu sudah kami tambal.")
            public.get("search", f"/laporan/?q={quote_plus(WORDS[i % len(WORDS)])}")
        finally:
            for visitor in (admin, liaison, public):
                visitor.close()

    def _officer(self, cookies: list[dict[str, str]], i: int) -> Visitor:
        return Visitor(self.port, address="127.0.0.9", cookies=cookies[i % len(cookies)], told=self.told)
