"""How a workbook says which one of the ledger it is, and each of its rows which action it holds.

It says so twice, since some programs drop one of them when they save: in a custom document property and on a hidden
sheet, which also names the columns, under whatever headings they come back. The rows say it in two hidden columns of
the table, under headings that nobody would write.
"""

import hashlib

PROPERTY = "GTM-Workbook"  # the identity of the IssuedWorkbook
SHEET = "GTM"  # hidden: lines of a name and a value, first PROPERTY, then the columns by name with their headings
KEY = "gtm:key"  # the primary key of the action, as text
CHECKSUM = "gtm:sum"  # `checksum` of the row when it left


def checksum(values):
    """Twelve characters that tell one row of stored values from another: whether what stands beside a key is what left.

    `values` are those of the row in the snapshot, in its order.
    """
    return hashlib.sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:12]
