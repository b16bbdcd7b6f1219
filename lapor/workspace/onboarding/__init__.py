"""Pages on which an administrator brings an agency's units, liaisons and categories in from a spreadsheet."""
