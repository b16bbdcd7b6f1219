"""Dates and numbers as they are written here; Django reads these before its own (FORMAT_MODULE_PATH)."""
