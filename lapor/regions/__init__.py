"""Provinces to villages with their Kemendagri codes, search by name, and boundaries: which area is this point in?

Owns `Region` and `Boundary`. What happens in a region (agencies, reports) doesn't belong here.
"""
