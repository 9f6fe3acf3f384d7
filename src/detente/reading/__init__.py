"""From files, folders and standard input to documents: the only door through which text comes in.

    for record in read(["articles/", "kcna.jsonl.gz"], Options(publisher="KCNA")):
        ...  # a Document, or a Rejected that says why not

Every format (plain text, Markdown, HTML, JSON, delimited tables, Parquet) is brought to the same fields, and
``fields.document`` alone decides whether a record is fit. Reading is lazy and its memory bounded: no file,
line, archive or cell, however large or broken, stops the rest. ``docs/reading.md`` has the rules in full.
"""

from detente.reading.files import expand
from detente.reading.options import Options
from detente.reading.reader import read

__all__ = ["Options", "expand", "read"]
