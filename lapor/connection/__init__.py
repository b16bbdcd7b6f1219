"""How agencies join: invitation, decree, training, connection, integration; each step dated, with who and what.

Start with `ladder.py`, the one writer of an agency's standing and of `Unit.connected`. Owns `Step`, `DecreeDocument`,
`Invitation`, `Training`, `Participant`, `Material`, `Target`. The decree itself and who works under it: agencies.
"""
