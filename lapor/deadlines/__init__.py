"""By when? Working days, holidays and clocks as pure arithmetic; the moment is always passed in.

Owns `HolidayDecree`, the days an administrator adds or takes away. Which report has which clock: reports.
"""
