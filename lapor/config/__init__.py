"""Wiring only: settings, URLs, the web server's entry point and the `lapor` command. No rules, no tables."""
