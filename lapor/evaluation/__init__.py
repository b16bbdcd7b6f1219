"""Half-yearly evaluation of agencies: figures with denominators, weights, predicate, the reports behind each.

Owns `Method` (weights and thresholds, by version), `Evaluation` (one half-year, a draft until it is published),
`Result` (one agency in it) and `Case` (which report counted for which figure: what a figure is counted from, so that
both can't disagree). What each figure means stands in indicators.py, beside the query that counts it.
"""
