"""Door for citizens and the public: the form, receipt, public reports, tracking, own reports.

Owns no tables and no rules: it asks reports.
"""
