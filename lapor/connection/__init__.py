"""How agencies join: invitation, decree, training, connection, integration; each step dated, with who and what."""
