"""The hand-over to the Ombudsman: what its law asks of the reporter, the package, its receipt and its outcome.

Owns the reporter's details for the Ombudsman and the packages. Works from the record like a follower; the steps
themselves are taken on the report.
"""
