"""The tree of agencies and their units, who works in them in which role, and the categories of reports.

Start with `tree.py` (the one writer of a unit's place) and `memberships.py`; facts to load lie in `reference/`.
Owns `Unit`, `TeamDecree`, `Membership`, `Category`, `AnswerTemplate`. What they do with a report: reports.
"""
