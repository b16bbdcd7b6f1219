"""Ways in and out: one folder per channel, two verbs, `receive` and `send`.

Owns `OutgoingMessage`. Who is told what is decided elsewhere; a channel only carries it.
"""
