"""Pages of the room `connection`: the nation on one day, the way of one agency, trainings, and the inviting link."""
