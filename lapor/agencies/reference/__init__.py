"""The reference data of this room: facts in reviewed files, and how they reach the tables.

`facts.py` reads, `load.py` writes. One file per regency under `local/`, named by its region's code.
"""

from lapor.agencies.reference.load import load

__all__ = ["load"]
