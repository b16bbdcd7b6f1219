"""The report and its life: states, actions, who may do what, clocks, the record, and who may see what.

Start with `lifecycle.py`, then one step (`referral.py`). Owns `Report`, `Event`, `Clock`, `ReportContent`,
`Reporter`, `Attachment`. Knows no channel, no template, no request, no follower.
"""
