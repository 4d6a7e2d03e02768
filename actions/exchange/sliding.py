"""Contents that slid against their keys, as when somebody sorts one column alone: shown to a person, never guessed."""

from collections import Counter, defaultdict
from datetime import date

from actions.columns import Kind
from actions.exchange.understanding import as_written
from gtm.lib.search import normalise

# In a closed list two cells may well exchange their values by intention.
CLOSED = {Kind.CHOICE, Kind.BOOLEAN, Kind.PERCENT}
# Values that stand in many rows: whoever puts everything off by a year writes what stood elsewhere.
COMMON = {Kind.DATE, Kind.AMOUNT, Kind.LIST}
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
        share = _share_moved(cells.values())
        if share < SHARE:
            continue  # `is_sorted` looks at every row
        if column.kind in CLOSED:
            # It slid with other columns of the same rows, or was sorted.
            has_slid = cells.keys() <= slid.keys() or (len(cells) >= FEWEST_CLOSED and is_sorted(column))
        else:
            has_slid = share == 1 or column.kind not in COMMON or is_sorted(column)
        if has_slid:
            for key in cells:
                slid[key][column.name] = changed[key].pop(column.name)
    return slid


def _share_moved(cells):
    """The share of these cells that hold what left in another of them; 0 where that says nothing."""
    left = Counter(_countable(cell.base) for cell in cells)
    came = Counter(_countable(cell.value) for cell in cells)
    moved = left & came
    is_telling = moved.total() >= FEWEST and moved.keys() - {None, ()}
    return moved.total() / len(cells) if is_telling else 0


def _countable(stored):
    return tuple(stored) if isinstance(stored, list) else stored


def in_order(came, left):
    """Whether the values `came`, in the order of the sheet, stand in order although those that `left` there did not."""
    came, left = ([_rank(value) for value in values if value is not None] for values in (came, left))
    return any(_is_sorted(came, down) and not _is_sorted(left, down) for down in (False, True))


def _is_sorted(ranks, down):
    return ranks == sorted(ranks, reverse=down)


def _rank(value):
    """What a program sorts by: days and numbers before text."""
    if isinstance(value, date):
        return 0, value.toordinal()
    if isinstance(value, int | float):
        return 0, value
    return 1, normalise(as_written(value))
