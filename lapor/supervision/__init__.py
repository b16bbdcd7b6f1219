"""Seeing to it that agencies act: outreach events, clearance drives and reprimand letters.

Owns `OutreachEvent`, `Drive` and `Reprimand`, each with the rows that say which reports it is about; those rows carry
ids and days, never words, names or contacts. Whatever changes a report belongs to `reports`.
"""
