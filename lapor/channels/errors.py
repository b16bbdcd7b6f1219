"""What can go wrong with carrying a message."""


class DeliveryFailed(Exception):  # noqa: N818
    """A message was not carried; `permanent` when trying again is useless, `code` for the row (never an address)."""

    def __init__(self, code: str, *, permanent: bool = False):
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class ChannelDown(DeliveryFailed):
    """It isn't this message: the server of the channel is away or hangs, and the others needn't be tried now."""


class NotYet(Exception):  # noqa: N818
    """What a message needs from elsewhere can't be had now, and is asked for again a little later."""


class Unsure(ChannelDown):
    """The line broke in between, and the server may have taken the message: only its report could tell."""
