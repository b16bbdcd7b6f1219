"""A mail server that takes everything and says on a line each when it got it and for whom; first says its port."""

import socket
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        print(time.monotonic(), envelope.rcpt_tos[0], flush=True)  # one clock for all processes of a machine
        return "250 OK"


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    Controller(Sink(), hostname="127.0.0.1", port=port, ready_timeout=30).start()
    print(port, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
