"""The tree of agencies and their units, who works in them in which role, and the categories of reports.

Owns `Unit`, `TeamDecree`, `Membership`, `Category`, `AnswerTemplate`. What they do with a report: reports.
"""
