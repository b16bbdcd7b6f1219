"""Daily facts from the record, and what dashboards show of them: followers of the reports, never part of a step.

Owns DailyFact and HotSpot, both made anew from the reports at any time; nothing here is the only place of anything.
"""
