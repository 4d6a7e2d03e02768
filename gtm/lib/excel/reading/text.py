"""Text in the parts of a workbook."""

from gtm.lib.excel.text import decode


def clean(raw):
    """The text that is spelt `raw`, without what no database holds: halves of a character, and zero bytes."""
    if "_x" not in raw:
        return raw
    text = decode(raw)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


class Runs:
    """The text of elements that hold it in runs (<t>), phonetic ones (<rPh>) left out; ask with `take`."""

    def __init__(self):
        self.pieces = []
        self.phonetic = False
        self.starts = {"t": self._forget, "rPh": self._skip}
        self.ends = {"t": self._add, "rPh": self._resume}

    def take(self):
        text = clean("".join(self.pieces))
        self.pieces.clear()
        return text

    def _forget(self, _attributes):
        """What came before, white space between elements, is no text."""

    def _skip(self, _attributes):
        self.phonetic = True

    def _resume(self, _text):
        self.phonetic = False

    def _add(self, text):
        if not self.phonetic:
            self.pieces.append(text)
