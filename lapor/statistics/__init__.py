"""Daily facts from the record, and what dashboards show of them: followers of the reports, never part of a step."""
