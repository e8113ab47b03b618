"""A mail server on loopback that takes letters, or refuses them as it is told."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Inbox:
    """What arrived; `refuse` holds answers by command (`RCPT`, `DATA`) instead of 250."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    signed_in: list[str] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    timeout = 20
    inbox: Inbox

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline(2000).decode("ascii").strip():
            word = line.split(" ")[0].upper()
            if word in self.inbox.refuse:
                self.say(self.inbox.refuse[word])
            elif word == "EHLO":
                self.say("250-hello", "250 AUTH PLAIN")
            elif word == "AUTH":
                self.inbox.signed_in.append(line)
                self.say("235 welcome")
            elif word == "DATA":
                self.say("354 go on")
                self.take()
                self.say(self.inbox.refuse.get("END", "250 taken"))
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline(2000)) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        if isinstance(letter, EmailMessage) and "END" not in self.inbox.refuse:
            self.inbox.letters.append(letter)

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mail_server() -> Iterator[Inbox]:
    """A running server and what it got; ended at the end."""
    inbox = Inbox()
    handler = type("Handler", (_Handler,), {"inbox": inbox})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        inbox.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join(20)
