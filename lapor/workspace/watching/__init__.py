"""Pages for those who look at the work of others: programmes, followed reports, samples."""
