"""The tree of an agency's units at its admin's desk: looked at, shaped, and handed over when the agency reorganises.

Rules: agencies.units; what becomes of the reports: reports.handover.
"""
