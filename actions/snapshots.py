"""The rows of the table, as they stand or as they stood, in stored values: what editions and workbooks are made of.

A snapshot's content is JSON, one line each, compressed: first the `Head`, then a row a line as
``[key, value, …]`` with a stored value for each column of the head (`Column.store`). It holds nothing that a workbook
in circulation does not, so no internal note either. Its digest is the SHA-256 of those lines.
"""

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from sys import intern
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation

from actions.columns import BY_NAME, Kind, circulated_columns
from actions.models import Axis, JointAction, Orientation, Participation, Region, Snapshot, Theme
from partners.models import Partner

CHUNK = 2000  # rows that the database hands over at a time
CONVERTED = {Kind.DATE, Kind.AMOUNT}  # whose stored value is not what the field holds
LEVEL = 3  # of deflate: the sixth takes twice as long to save a third
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Row(NamedTuple):
    """A row of the table: the primary key of its action, and its stored values in the order of the columns."""

    key: int
    values: list


@dataclass
class Head:
    """What the rows refer to, in the words of the day."""

    columns: list[str]
    names: dict[str, dict[str, str]]  # {kind of row: {natural key: how it is shown}}
    partners: list[list]  # the directory, and who takes part: key, acronym, name, kind, involvement, other names
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
        axes = list(Axis.objects.all())
        references = {Axis: axes} | {model: model.objects.all() for model in (Orientation, Theme, Region)}
        taking_part = Participation.objects.filter(action__in=self._keys)
        shown = Partner.objects.annotate(takes_part=Exists(taking_part.filter(partner=OuterRef("pk"))))
        partners = list(shown.with_names())
        self.head = Head(
            columns=[column.name for column in circulated_columns()],
            names={model._meta.model_name: {_key(row): str(row) for row in rows} for model, rows in references.items()}
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
                if row.takes_part or not row.is_archived
            ],
            axes=[_key(axis) for axis in axes if not axis.is_archived],
            synthetic=actions.filter(is_synthetic=True).count(),
        )

    @property
    def _keys(self):
        return self.actions.order_by().values("pk")

    def __iter__(self):
        columns = circulated_columns()
        places = {"pk": 0, "axis__number": 1}
        for column in columns:
            if column.kind not in {Kind.LIST, Kind.ROW}:
                places[column.name] = len(places)
        # Where each column finds its value; the lists are filled in after.
        order = [places.get("axis__number" if column.kind == Kind.ROW else column.name, 0) for column in columns]
        stores = [(number, column.store) for number, column in enumerate(columns) if column.kind in CONVERTED]
        axis = next(number for number, column in enumerate(columns) if column.kind == Kind.ROW)
        links = self._links()
        lists = [(number, links[column.name].get) for number, column in enumerate(columns) if column.kind == Kind.LIST]
        for row in self.actions.in_table_order().values_list(*places).iterator(CHUNK):
            values = [None if (value := row[place]) == "" else value for place in order]
            values[axis] = str(values[axis])
            for number, store in stores:
                if values[number] is not None:
                    values[number] = store(values[number])
            key = row[0]
            for number, linked in lists:
                values[number] = linked(key) or []
            yield Row(key, values)

    def _links(self):
        """{column name: {action: sorted natural keys}} of what the rows are linked to."""
        found = defaultdict(lambda: defaultdict(list))
        taking_part = Participation.objects.filter(action__in=self._keys).order_by()
        for role, action, partner in taking_part.values_list("role", "action", "partner__slug").iterator(CHUNK):
            found[role][action].append(intern(partner))
        for column in circulated_columns():
            if column.rows and column.kind == Kind.LIST and not column.role:
                relation = JointAction._meta.get_field(column.name)
                action, row = relation.m2m_field_name(), relation.m2m_reverse_field_name()
                through = relation.remote_field.through.objects.filter(**{f"{action}__in": self._keys})
                for key, linked in through.values_list(action, f"{row}__{column.rows.NATURAL_KEY}").iterator(CHUNK):
                    found[column.name][key].append(intern(str(linked)))
        for lists in found.values():
            for keys in lists.values():
                if len(keys) > 1:
                    keys.sort()
        column = BY_NAME["origin"]
        with translation.override(settings.LANGUAGE_CODE):
            for action in self.actions.order_by().with_origin().for_table(column.needs, self.user):
                found[column.name][action.pk] = column.store(column.read(action))
        return found


def _key(row):
    return str(row.natural_key()[0])


class FrozenTable(StoredTable):
    """The rows of a snapshot."""

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.head = Head(**json.loads(next(self._lines())))

    def __iter__(self):
        for line in islice(self._lines(), 1, None):
            key, *values = json.loads(line)
            yield Row(key, values)

    def by_key(self):
        """{key: values}, as a mapping that takes a third of the memory."""
        return _ByKey(islice(self._lines(), 1, None))

    def _lines(self):
        """The lines, unpacked a piece at a time."""
        unpacked, rest = zlib.decompressobj(), b""
        packed = memoryview(self.snapshot.content)
        for start in range(0, len(packed), 2**16):
            *lines, rest = (rest + unpacked.decompress(packed[start : start + 2**16])).split(b"\n")
            yield from lines


class _ByKey(Mapping):
    """Lines of a snapshot by the keys of their actions; each is read when it is asked for."""

    def __init__(self, lines):
        self._lines = {int(line[1 : line.index(b",")]): line for line in lines}

    def __getitem__(self, key):
        return json.loads(self._lines[key])[1:]

    def __contains__(self, key):
        return key in self._lines

    def __iter__(self):
        return iter(self._lines)

    def __len__(self):
        return len(self._lines)


def take(table):
    """Keep the rows of `table` as a Snapshot, the one that is there already if nothing in them is new."""
    recorder = Recorder(table)
    for _row in recorder:
        pass
    return recorder.keep()


class Recorder(StoredTable):
    """The rows of `table`, taken down while somebody goes through them: once, to the end, and then `keep`."""

    def __init__(self, table):
        self.table, self.head = table, table.head

    def __iter__(self):
        self.size, self._packed = 0, []
        self._digest, self._packer = hashlib.sha256(), zlib.compressobj(LEVEL)
        self._write(asdict(self.head))
        for row in self.table:
            self.size += 1
            self._write([row.key, *row.values])
            yield row

    def _write(self, line):
        content = _json(line).encode() + b"\n"
        self._digest.update(content)
        if packed := self._packer.compress(content):
            self._packed.append(packed)

    def keep(self):
        """Save what was taken down; return the Snapshot."""
        content = b"".join([*self._packed, self._packer.flush()])
        snapshot, _is_new = Snapshot.objects.get_or_create(
            digest=self._digest.hexdigest(), defaults={"size": self.size, "content": content}
        )
        return snapshot
