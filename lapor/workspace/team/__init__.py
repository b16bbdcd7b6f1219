"""The team of an agency at its admin's desk: who works in it, under which decree, and who takes whose place.

Rules: agencies.team and agencies.decrees.
"""
