"""Read each kind of bad file in a process of its own; print {kind: [refusal or None, CPU seconds, peak in MB]}."""

import json
import os
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory


def forked(work):
    """Run `work` in a process of its own; return its CPU seconds and the megabytes at its peak."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    _child, _status, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.utils import translation

    from gtm.lib.excel.reading import WorkbookRefused, read
    from tests.gtm.lib.hostile import READ, REFUSED
    from tests.gtm.lib.samples import FOLDER

    good = (FOLDER / "libreoffice-1900.xlsx").read_bytes()
    found = {}
    with TemporaryDirectory() as folder, translation.override(None):
        bad, said = Path(folder) / "bad", Path(folder) / "said"

        def look():
            answer = "another exception"
            try:
                answer = read(BytesIO(bad.read_bytes())) and None
            except WorkbookRefused as refusal:
                answer = str(refusal)
            finally:
                said.write_text(json.dumps(answer))

        for kind, build in {**{kind: build for kind, (build, _why) in REFUSED.items()}, **READ}.items():
            bad.unlink(missing_ok=True)  # one that was not built is not read
            forked(lambda build=build: bad.write_bytes(build(good)))
            seconds, megabytes = forked(look)
            found[kind] = json.loads(said.read_text()), seconds, megabytes
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
