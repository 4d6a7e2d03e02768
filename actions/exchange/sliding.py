"""Contents that slid against their keys, as when somebody sorts one column alone: shown to a person, never guessed."""

from collections import Counter, defaultdict

from actions.columns import Kind
from actions.exchange.understanding import as_written
from gtm.lib.search import normalise

# In a closed list two cells may well exchange their values by intention.
CLOSED = {Kind.CHOICE, Kind.BOOLEAN, Kind.PERCENT}
FEWEST = 2  # cells
FEWEST_CLOSED = 3
SHARE = 0.75  # of the changed cells: somebody may have edited others beside


def take_slid(changed, columns, is_sorted):
    """Take the cells that slid out of `changed` {key: {column name: Cell}}; return them in the same form.

    `is_sorted` says whether a column came back in order although it did not leave so.
    """
    slid = defaultdict(dict)
    for column in sorted(columns, key=lambda column: column.kind in CLOSED):
        cells = {key: row[column.name] for key, row in changed.items() if column.name in row}
        if not _were_moved(cells.values()):
            continue
        # A closed list slid with other columns of the same rows, or was sorted.
        is_closed = column.kind in CLOSED and not cells.keys() <= slid.keys()
        if not is_closed or (len(cells) >= FEWEST_CLOSED and is_sorted(column)):
            for key in cells:
                slid[key][column.name] = changed[key].pop(column.name)
    return slid


def _were_moved(cells):
    """Whether most of these cells hold what left in another of them."""
    left = Counter(_countable(cell.base) for cell in cells)
    came = Counter(_countable(cell.value) for cell in cells)
    moved = left & came
    return moved.total() >= max(FEWEST, SHARE * len(cells)) and any(moved.keys() - {None, ()})


def _countable(stored):
    return tuple(stored) if isinstance(stored, list) else stored


def in_order(came, left):
    """Whether the values `came`, in the order of the sheet, stand in order although those that `left` there did not."""
    texts = [[normalise(as_written(value)) for value in values if value is not None] for values in (came, left)]
    return any(texts[0] == sorted(texts[0], reverse=down) != texts[1] for down in (False, True))
