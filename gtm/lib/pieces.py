"""Two texts compared piece by piece, as people read what became of a text."""

import re

from diff_match_patch import diff_match_patch

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
LINES = re.compile(r"[^\n]+|\n")


def compare(before, after, pattern):
    """[(how, text)]: the parts of both texts, cut where `pattern` cuts them; -1 is gone, 0 kept, 1 new."""
    codes = {}

    def encode(text):
        return "".join(chr(codes.setdefault(part, len(codes))) for part in pattern.findall(text))

    comparison = diff_match_patch()
    comparison.Diff_Timeout = 0.1  # seconds; then the rest counts as rewritten
    pieces = comparison.diff_main(encode(before), encode(after), False)
    comparison.diff_cleanupSemantic(pieces)
    parts = list(codes)
    return [(how, "".join(parts[ord(code)] for code in run)) for how, run in pieces]
