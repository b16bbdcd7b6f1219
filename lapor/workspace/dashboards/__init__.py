"""The pages that answer in ten seconds how it goes: of an agency, a province, the country, and of what is watched."""
