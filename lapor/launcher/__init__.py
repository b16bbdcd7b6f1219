"""`lapor run`: one command that starts PostgreSQL, web and worker on one machine, watches them and stops them.

Start with `run.py`. Owns LAPOR_HOME (keys, lock) and the embedded database cluster; owns no tables and knows no
room of the house: what it starts are programs. Configuration reads LAPOR_HOME through `home.py`.
"""
