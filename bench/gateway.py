"""A gateway that takes every text message for delivery, as Kannel answers; first says its port."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TAKEN = b"0: Accepted for delivery"


class Gateway(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as Kannel keeps them

    def do_GET(self) -> None:
        self.send_response(202)
        self.send_header("Content-Length", str(len(TAKEN)))
        self.end_headers()
        self.wfile.write(TAKEN)

    def log_message(self, *args: object) -> None:
        """Nothing: thousands of lines."""


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
