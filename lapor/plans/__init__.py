"""Action plans (Renaksi): what each agency will do in a year for the handling of reports, and the printed book of it.

Start with `steps.py`, the one writer of a plan's state; `drafting.py` writes what it says, `progress.py` how far it
came. Owns `Plan`, `Item`, `Taken`, `Progress`, `Evidence`, `TemplateRow`. Figures of reports: statistics.
"""
