"""The height of a row, reckoned from its text: programs measure it only once somebody edits the row."""

# In points: a line of the body's font, the air around the lines, and the most that Excel gives a row.
LINE, AIR, TALLEST = 12.75, 3.5, 409
# Letters of that font to a digit, in which the widths of columns are counted.
LETTERS = 1.15


def height(values, widths):
    """About what a row of `values` needs, in points, to show its text whole in columns of these widths."""
    lines = [_lines(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)]
    return min(max(lines, default=1) * LINE + AIR, TALLEST)


def _lines(text, width):
    """How many lines `text` takes in a column, broken between words."""
    room = width * LETTERS
    if len(text) < room and "\n" not in text:
        return 1
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        used = 0
        for word in paragraph.split():
            if used and used + len(word) > room:
                lines += 1
                used = 0
            used += len(word) + 1
    return lines
