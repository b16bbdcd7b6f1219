"""Where a report happened, as a cell of the map that many reports share."""

type Point = tuple[float, float]  # latitude, longitude

CELLS_PER_DEGREE = 100  # about 1.1 km at the equator, on which Indonesia lies


def grid(latitude: float | None, longitude: float | None) -> int | None:
    """The map cell of a point: rows of 36,000 cells from the south pole; None without a point."""
    if latitude is None or longitude is None:
        return None
    row = int((latitude + 90) * CELLS_PER_DEGREE)
    return row * 360 * CELLS_PER_DEGREE + int((longitude + 180) * CELLS_PER_DEGREE)
