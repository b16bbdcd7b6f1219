"""People and how they sign in: officers with password and second factor, citizens with a code sent to them.

Owns `User`, `Contact`, `Code`, `OneTimeSecret`, `Attempt`. What a person may do is a membership (agencies) or a
relation to a report (reports).
"""
