"""The rows of the table, as they stand or as they stood, in stored values: what editions and workbooks are made of.

A snapshot's content is JSON, one line each, compressed: first the `Head`, then a row a line as
``[key, value, …]`` with a stored value for each column of the head (`Column.store`). It holds nothing that a workbook
in circulation does not, so no internal note either. Its digest is the SHA-256 of those lines.
"""

import hashlib
import json
import zlib
from collections import defaultdict
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from actions.columns import BY_NAME, Kind, circulated_columns
from actions.models import Axis, JointAction, Orientation, Participation, Region, Snapshot, Theme
from partners.models import Partner

CHUNK = 2000  # rows whose links are fetched together


class Row(NamedTuple):
    """A row of the table: the primary key of its action, and its stored values in the order of the columns."""

    key: int
    values: list


@dataclass
class Head:
    """What the rows refer to, in the words of the day."""

    columns: list[str]
    names: dict[str, dict[str, str]]  # {kind of row: {natural key: how it is shown}}
    partners: list[list]  # the directory: key, acronym, name, kind, involvement, other names
    axes: list[str]  # keys of those that the table has, also without actions
    synthetic: int  # how many rows were made for a demonstration


class StoredTable:
    """Rows that are iterated over, and the head that explains their values."""

    head: Head

    def __iter__(self):
        raise NotImplementedError

    @cached_property
    def columns(self):
        """The columns of the rows, in order; one that the application no longer has is None."""
        return [BY_NAME.get(name) for name in self.head.columns]

    def text(self, column, stored):
        """A stored value in words, as it was called when it was taken down."""
        if stored is None:
            return ""
        if not column.rows:
            return column.format(column.load(stored))
        names = self.head.names[column.rows._meta.model_name]
        if column.kind == Kind.LIST:
            return "\n".join(sorted(names.get(key, key) for key in stored))
        return names.get(stored, stored)


class LiveTable(StoredTable):
    """`actions` as they stand, in the order of the table. `user` is whom the origins are shown to; None is everyone."""

    def __init__(self, actions, *, user=None):
        self.actions, self.user = actions, user
        models = (Axis, Orientation, Theme, Region)
        partners = list(Partner.objects.with_names())
        self.head = Head(
            columns=[column.name for column in circulated_columns()],
            names={model._meta.model_name: {_key(row): str(row) for row in model.objects.all()} for model in models}
            | {"partner": {partner.slug: str(partner) for partner in partners}},
            partners=[
                [
                    row.slug,
                    row.acronym,
                    row.name,
                    row.kind,
                    row.involvement,
                    [alias.name for alias in row.aliases.all()],
                ]
                for row in partners
                if not row.is_archived
            ],
            axes=[_key(axis) for axis in Axis.objects.live()],
            synthetic=actions.filter(is_synthetic=True).count(),
        )

    def __iter__(self):
        columns = circulated_columns()
        fields = [column.name for column in columns if not column.rows and column.kind != Kind.LIST]
        places = {name: number for number, name in enumerate(("pk", "axis__number", *fields))}
        rows = self.actions.in_table_order().values_list(*places).iterator(CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            links = self._links([row[0] for row in chunk])
            for row in chunk:
                yield Row(row[0], [_value(column, row, places, links) for column in columns])

    def _links(self, keys):
        """{column name: {action: natural keys}} of the rows that `keys` are linked to."""
        found = defaultdict(lambda: defaultdict(list))
        taking_part = Participation.objects.filter(action__in=keys).values_list("role", "action", "partner__slug")
        for role, action, partner in taking_part:
            found[role][action].append(partner)
        for column in circulated_columns():
            if column.rows and column.kind == Kind.LIST and not column.role:
                relation = JointAction._meta.get_field(column.name)
                row = relation.m2m_reverse_field_name()
                through = relation.remote_field.through.objects.filter(**{f"{relation.m2m_field_name()}__in": keys})
                for action, key in through.values_list(relation.m2m_field_name(), f"{row}__{column.rows.NATURAL_KEY}"):
                    found[column.name][action].append(str(key))
        column = BY_NAME["origin"]
        for action in JointAction.objects.filter(pk__in=keys).for_table(column.needs, self.user).with_origin():
            found[column.name][action.pk] = column.read(action)
        return found


def _key(row):
    return str(row.natural_key()[0])


def _value(column, row, places, links):
    if column.kind == Kind.LIST:
        return sorted(links[column.name].get(row[0], ()))
    if column.kind == Kind.ROW:
        return str(row[places["axis__number"]])
    return column.store(row[places[column.name]])


class FrozenTable(StoredTable):
    """The rows of a snapshot."""

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.head = Head(**json.loads(next(self._lines())))

    def __iter__(self):
        for line in islice(self._lines(), 1, None):
            key, *values = json.loads(line)
            yield Row(key, values)

    def _lines(self):
        """The lines, unpacked a piece at a time."""
        unpacked, rest = zlib.decompressobj(), b""
        packed = memoryview(self.snapshot.content)
        for start in range(0, len(packed), 2**16):
            *lines, rest = (rest + unpacked.decompress(packed[start : start + 2**16])).split(b"\n")
            yield from lines


def take(table):
    """Keep the rows of `table` as a Snapshot, the one that is there already if nothing in them is new."""
    recorder = Recorder(table.head)
    for row in table:
        recorder.add(row)
    return recorder.keep()


class Recorder:
    """Takes rows down one by one, for whoever also does something else with them in the same pass."""

    def __init__(self, head):
        self.size = 0
        self._digest, self._packer, self._packed = hashlib.sha256(), zlib.compressobj(), []
        self._write(asdict(head))

    def _write(self, line):
        content = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._digest.update(content)
        self._packed.append(self._packer.compress(content))

    def add(self, row):
        self.size += 1
        self._write([row.key, *row.values])

    def keep(self):
        """Save what was taken down; return the Snapshot."""
        content = b"".join([*self._packed, self._packer.flush()])
        digest = self._digest.hexdigest()
        snapshot, _is_new = Snapshot.objects.get_or_create(
            digest=digest, defaults={"size": self.size, "content": content}
        )
        return snapshot
