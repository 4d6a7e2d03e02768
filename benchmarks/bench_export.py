"""The workbook that the group circulates beside the bare one of django-import-export: the same rows and columns."""

from io import BytesIO

from import_export import fields, resources

from actions.columns import circulated_columns
from actions.exchange.workbook import write_table
from actions.models import JointAction


class TableResource(resources.ModelResource):
    """A stock resource with the columns of the table, read and worded as the table does."""

    def __init__(self):
        super().__init__()
        for column in circulated_columns():
            self.fields[column.name] = fields.Field(column_name=str(column.heading))
            setattr(self, f"dehydrate_{column.name}", column.text)

    class Meta:
        model = JointAction
        fields = []


def styled():
    write_table(BytesIO(), JointAction.objects.live())


def plain():
    TableResource().export(JointAction.objects.live()).export("xlsx")


def plain_prefetched():
    TableResource().export(JointAction.objects.live().for_table()).export("xlsx")


OURS, PLAIN = "four styled sheets, with charts", "import-export, one bare sheet"

TITLE = "Excel export"
PATHS = {OURS: styled, PLAIN: plain, f"{PLAIN}, prefetched": plain_prefetched}
BASELINE = PLAIN
TARGETS = {
    "styled no slower than bare": lambda found: found[OURS]["seconds"] <= found[PLAIN]["seconds"],
    "within 150 MB of memory": lambda found: found[OURS]["peak"] <= 150,
}
