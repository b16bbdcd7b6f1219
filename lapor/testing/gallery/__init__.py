"""Every component in every state on three pages, to look at and to test; never part of the service."""
