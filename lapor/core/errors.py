"""The errors of the house: each carries a sentence for the person who meets it."""


class Refused(Exception):  # noqa: N818  (it is an answer, not an accident)
    """A step that may not be taken now; `code` for programs, `sentence` (Indonesian) shown as it is.

    `field` names the form field that the sentence belongs beside, where there is one.
    """

    def __init__(self, code: str, sentence: str, *, field: str = ""):
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field


class Stale(Refused):
    """The page that this step came from is older than the report; `seq` is what the page knew."""

    def __init__(self, sentence: str, *, seq: int):
        super().__init__("stale", sentence)
        self.seq = seq


class NotFound(Exception):  # noqa: N818
    """No such thing, or not for you: nobody can tell which. Becomes a 404."""
