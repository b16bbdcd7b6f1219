"""The channel inbox: what came in and could not become a report by itself, and how the channels stand."""
