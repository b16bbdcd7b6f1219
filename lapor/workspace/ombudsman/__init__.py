"""Pages around the Ombudsman: what was handed over, what it may read, and the packages that officers must make."""
