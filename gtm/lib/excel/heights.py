"""The height of a row, reckoned from its text: programs measure it only once somebody edits the row."""

# In points: a line of the body's font, the air around the lines, and the most that Excel gives a row.
LINE, AIR, TALLEST = 12.75, 3.5, 409
# Letters of that font to a digit, in which the widths of columns are counted.
LETTERS = 1.15


def rooms(widths):
    """How many letters a line holds in columns of these widths."""
    return [int(width * LETTERS) for width in widths]


def height(values, rooms):
    """About what a row of `values` needs, in points, to show its text whole in columns with these `rooms`."""
    most = 1
    for value, room in zip(values, rooms, strict=True):
        if value.__class__ is str and (len(value) > room or "\n" in value):
            most = max(most, lines(value, room))
    return tall(most)


def tall(lines):
    """The height of a row of so many lines, in points."""
    return min(lines * LINE + AIR, TALLEST)


def lines(text, room):
    """How many lines `text` takes, broken between words."""
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        start, end = 0, len(paragraph)
        while end - start > room:
            space = paragraph.rfind(" ", start, start + room + 1)
            if space < 0:  # one word fills the line
                space = paragraph.find(" ", start)
            if space < 0:
                break
            start = space + 1
            count += 1
    return count
