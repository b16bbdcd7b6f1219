"""The tree of agencies and their units, who works in them in which role, and the categories of reports.

Start with `tree.py` (the one writer of a unit's place) and `memberships.py`; facts to load lie in `reference/`, what an
agency brings in from a spreadsheet goes through `onboarding/`, who should get a report is matched in `routing.py`.
Owns `Unit`, `TeamDecree`, `Membership`, `Category`, `RoutingRule`, `AnswerTemplate`. What becomes of reports: reports.
"""
