"""How it looks and speaks: the base page, one template per component, the style sheets, small browser modules, dates.

Owns no tables. Components take plain values; what a status means is decided in reports.
"""
