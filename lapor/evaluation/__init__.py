"""Half-yearly evaluation of agencies: figures with denominators, weights, predicate, the reports behind each."""
