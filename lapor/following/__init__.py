"""Who follows what: a report, an area, a category or an agency, by e-mail, push or feed, until a click ends it.

Owns `Follow`. What followers are told is decided by the notifications room, which asks here whom to tell.
"""
