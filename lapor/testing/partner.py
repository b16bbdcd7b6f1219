"""A partner application's server: keeps what it is told, answers with `status`."""

from dataclasses import dataclass, field

from lapor.testing.loopback import Asked, Loopback, Said


@dataclass
class Partner(Loopback):
    """`told` are the requests' words and headers, as `standardwebhooks` verifies them."""

    status: int = 204
    told: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Said:
        self.told.append((asked.body.decode(), dict(asked.headers.items())))
        return Said(self.status, headers={"Location": "/lain"})
