"""``symgrad audit`` and ``symgrad contents``: pages audited, and what was found on them in the form asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from symgrad.cli import tell
from symgrad.cli.forms import FORMS, refuse_options
from symgrad.cli.pages import README, files, open_page
from symgrad.cli.writing import titled, working, write
from symgrad.documents.auditing import audits
from symgrad.errors import worded


def audit(
    *, pages: Sequence[str], to: str, fragment: bool, no_cache: bool, lang: str, output: str | None
) -> int:
    """Audit pages; status 1 when something is wrong that its page does not acknowledge."""
    refuse_options(to, lang, fragment)
    opened = [open_page(page) for page in files(pages)]
    # The audits come first in zip: the processes they start are begun before the terminal's own thread is.
    found = [each for each, _ in zip(audits(opened, keep=not no_cache), working(opened, lang), strict=True)]
    alone = len(found) == 1 or output is None or Path(output).suffix
    if to == "json":
        from symgrad.rendering.audits import claims

        write(claims(found), output)
    elif to == "sarif":
        from symgrad.rendering.audits import sarif

        write(sarif(found, lang=lang), output)
    elif to in FORMS and not (to == "html" and len(found) > 1 and alone):
        from symgrad.cli.documents import write_audits

        write_audits(found, to, lang, output, fragment=fragment)
    else:
        write(titled([page.title(lang) for page in opened], found, to, lang), output)
    return 0 if all(each.ok for each in found) else 1


def contents(*, directory: str, check: bool, lang: str) -> int:
    """The table of contents of a directory's README, written or compared."""
    from symgrad.documents.contents import put_into, table, titles

    path = Path(directory) / README
    opened = [open_page(page) for page in files([directory])]
    found = [each for each, _ in zip(audits(opened), working(opened, lang), strict=True)]
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    new = put_into(text, table(found, titles(Path(directory) / "lectures.yaml")), str(path))
    if check:
        tell(worded("{path} is as it should be" if new == text else "{path} is old", path=path))
        return 0 if new == text else 1
    path.write_text(new, encoding="utf-8")
    tell(worded("wrote the contents of {path}", path=path))
    return 0
