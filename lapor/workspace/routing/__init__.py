"""Pages on which administrators keep their routing rules and try them on the reports of the last month."""
