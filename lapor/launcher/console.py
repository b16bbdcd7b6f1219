"""What the person at the console reads: progress in plain words, and why something can't start."""

import sys


class CannotStart(Exception):
    """The service can't start; the message is one sentence that says why and what to do."""


def say(sentence: str) -> None:
    """At once, also where the console is a pipe."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
