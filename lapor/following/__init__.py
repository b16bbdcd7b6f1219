"""Who follows what: a report, an area, a category or an agency, by e-mail, push or feed, until a click ends it.

Owns `Follow`. Steps of a report are told by the notifications room, which asks here whom to tell; what is new in an
area, a topic or an agency is told from here, once a day.
"""
