"""People and how they sign in: officers with password and second factor, citizens with a code sent to them.

Owns `User`, `Contact` and `Code`. What a person may do is a membership (agencies) or a relation to a report (reports).
"""
