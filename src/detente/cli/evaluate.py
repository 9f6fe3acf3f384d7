"""``detente evaluate``: the coder scored against labelled text, for a person or for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from detente.cli import output
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.evaluate import Evaluation, Half, Prediction, Split

__all__ = ["evaluate", "register"]

_PAIRS = ("plv", "aw", "penta")
_FORMATS = (*_PAIRS, "plover-gsr", "events")


@click.command()
@click.argument("kind", metavar="FORMAT", type=click.Choice(_FORMATS))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object: figures, classes, confusion.")
@click.option(
    "--predictions",
    metavar="OUT.tsv",
    help="Write every answer to this file, one row an item in the files' order (- is standard output).",
)
@click.option("--errors", is_flag=True, help="Also list each miss, with the rules that fired.")
@click.option("--half", type=click.Choice(["read", "held"]), help="Score one half of each file alone; needs --split.")
@click.option(
    "--split",
    "split_file",
    metavar="SPLIT.json",
    type=click.Path(path_type=Path),
    help="Which rows of which file are held back.",
)
@click.option("--model", metavar="NAME", help="Installed spaCy model to parse with.")
def evaluate(
    kind: str,
    files: tuple[Path, ...],
    as_json: bool,
    predictions: str | None,
    errors: bool,
    half: Half | None,
    split_file: Path | None,
    model: str | None,
) -> None:
    """Score the coder against labelled text.

    FORMAT says what the files hold: plv (marked pairs, 15 roots and quad class), aw (marked pairs, cooperation or
    conflict), penta (JSON lines, five classes with statement), plover-gsr (the PLOVER gold standard), events
    (JSON lines of texts with their events). A file without labels is answered and not scored.
    """
    from detente.evaluate import evaluate as run
    from detente.parsing import Parser

    parser = Parser.load(model) if model else None
    result = run(kind, files, split=_split(half, split_file), parser=parser)
    if predictions:
        with output.opened(predictions) as stream:
            write_predictions(result, stream)
    if as_json:
        missed = [_miss(p) for p in result.predictions if p.right is False] if errors else None
        found = result.summary() | ({"errors": missed} if missed is not None else {})
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif predictions != "-":
        _report(result, errors=errors)


def _split(half: Half | None, path: Path | None) -> tuple[Split, Half] | None:
    from detente.evaluate import read_split

    if (half is None) != (path is None):
        raise UsageError("--half and --split go together: name the half, and the file that says which rows it holds")
    return (read_split(path), half) if path and half else None


# -- for a program ---------------------------------------------------------------------------------------


def write_predictions(result: Evaluation, stream: IO[str]) -> None:
    """Write answers as tab-separated rows; gold stands there where the file has it."""
    rows = [_row(result, p) for p in result.predictions]
    columns = list(rows[0]) if rows else []
    for row in ([columns] if columns else []), *([list(r.values())] for r in rows):
        for cells in row:
            stream.write("\t".join(" ".join(str(c).split()) for c in cells) + "\n")


def _row(result: Evaluation, p: Prediction) -> dict[str, str]:
    row = {"uid": p.uid, "root": p.root, "quad": p.quad}
    if result.kind in {"aw", "penta"}:
        row["label"] = p.label
    row |= {"confidence": f"{p.confidence:.4f}", "rules": ";".join(p.rules)}
    if result.kind not in _PAIRS:
        names = ("actor", "recipient", "status", "gold_actor", "gold_recipient", "gold_status")
        row |= {name: p.sides.get(name, "-") for name in names}
        return row | {"gold": p.gold or "-"}
    return row | ({"gold": p.gold or ""} if any(q.gold for q in result.predictions) else {})


def _miss(p: Prediction) -> dict[str, Any]:
    return {
        "uid": p.uid, "gold": p.gold, "label": p.label, "confidence": p.confidence, "rules": list(p.rules),
        "sides": dict(p.sides), "text": p.text,
    }  # fmt: skip


# -- for a person ----------------------------------------------------------------------------------------


def _report(result: Evaluation, *, errors: bool) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)  # a file or a pipe has no width of its own
    labelled = sum(p.gold is not None for p in result.predictions)
    console.print(
        f"{result.kind}: {result.n:,} items, {labelled:,} labels; intervals are 95%, by bootstrap or Wilson's"
    )
    console.print(f"coverage {result.coverage:.1%}: {_coverage(result)}")
    for table in _tables(result):
        console.print(table)
    if result.calibration:
        c = result.calibration
        console.print(
            f"confidence: ECE {c.ece:.3f}, Brier skill {c.brier_skill:+.3f}, AUROC {c.auroc:.3f} (n = {c.n:,})"
        )
    if not labelled:
        console.print("the files have no labels: nothing is scored")
    for p in result.predictions if errors else ():
        if p.right is False:
            console.print(_told(p), markup=False)


def _coverage(result: Evaluation) -> str:
    if result.kind in _PAIRS:
        return "pairs answered from the lexicon; the others fell back on the prior, none is left unanswered"
    return "true events that any event found stands beside"


def _tables(result: Evaluation) -> Iterator[Any]:
    if result.figures:
        rows = ([n, f"{v.estimate:.3f}", f"{v.low:.3f} - {v.high:.3f}"] for n, v in result.figures.items())
        yield _table(("overall", "estimate", "95% interval"), rows)
        by_class = (
            [c.label, f"{c.n:,}", f"{c.precision:.3f}", f"{c.recall:.3f}", f"{c.f1:.3f}"] for c in result.classes
        )
        yield _table(("class", "n", "precision", "recall", "F1"), by_class)
        yield _confusion(result.confusion)


def _confusion(counts: Mapping[tuple[str, str], int]) -> Any:
    gold, said = sorted({g for g, _ in counts}), sorted({s for _, s in counts})
    short = [s[:5].lower() if not s.isdigit() else s for s in said]
    rows = ([g, *(str(counts.get((g, s), "")) for s in said)] for g in gold)
    return _table(("true \\ said", *short), rows)


def _table(columns: Iterable[str], rows: Iterable[list[str]]) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for n, column in enumerate(columns):
        table.add_column(column, justify="right" if n else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _told(p: Prediction) -> str:
    sides = " ".join(f"{name}={value}" for name, value in p.sides.items())
    said = f"\n{p.uid}: true {p.gold or '-'}, said {p.label} ({p.confidence:.2f}) by {', '.join(p.rules) or 'nothing'}"
    return f"{said}\n  {sides}\n  {p.text}" if sides else f"{said}\n  {p.text}"


def register(main: click.Group) -> None:
    """Add the command to the program."""
    main.add_command(evaluate)
