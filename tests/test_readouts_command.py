"""``detente readouts`` on example dispatches: JSON, the page by itself, meetings of a store; order by known answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.actors import load_actors
from detente.cli import main
from detente.readouts import Order, Readout, claims, compare, load_terms, order_in_words
from detente.records import Document, Origin, Sentence

DISPATCHES = Path(__file__).parent.parent / "examples" / "dispatches"
WOODSIDE = sorted(DISPATCHES.glob("*_woodside.txt"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


# -- order -----------------------------------------------------------------------------------------------

LINES = (
    "Grain shipments of maize will grow quickly.",
    "Railway bridges across the river reopened yesterday.",
    "Vaccines against influenza reach every hospital.",
    "Orchestras perform symphonies throughout autumn.",
    "Fishermen caught mackerel beyond the harbour.",
)


def told(order: tuple[int, ...], name: str) -> Readout:
    lines = [LINES[n] for n in order]
    document = Document.make(" ".join(lines), origin=Origin(name), publisher=name, published="2023-12-19")
    starts = [sum(len(x) + 1 for x in lines[:n]) for n in range(len(lines))]
    cut = [Sentence.make(document, n, s, s + len(x)) for n, (s, x) in enumerate(zip(starts, lines, strict=True))]
    return Readout(document, claims(document, cut, (), actors=load_actors(), terms=load_terms()))


def order_of(b: tuple[int, ...]) -> Order:
    (comparison,) = compare([told(tuple(range(len(b))), "A"), told(b, "B")], load_terms())
    return comparison.order


@pytest.mark.parametrize(
    ("b", "tau", "p"),
    [
        ((0, 1, 2, 3, 4), 1.0, 2 / 120),  # of 5! orders only this one and its reverse are as far from none
        ((4, 3, 2, 1, 0), -1.0, 2 / 120),
        ((1, 0, 2, 3, 4), 0.8, 10 / 120),  # one pair of ten swapped; 4 orders have one inversion, so 2 x (1 + 4)
    ],
)
def test_order_is_kendalls_tau_with_its_exact_p_value(b: tuple[int, ...], tau: float, p: float) -> None:
    order = order_of(b)
    assert order.n == 5 and order.tau == tau
    assert order.p_value == pytest.approx(p)
    assert order.interval is not None and -1 <= order.interval[0] <= tau <= order.interval[1] <= 1


def test_of_three_claims_no_order_is_told() -> None:
    order = order_of((0, 1, 2))
    assert order == Order(3) and "too few" in order_in_words(order)


# -- the command -----------------------------------------------------------------------------------------


def test_json_holds_every_claim_once_and_the_page_needs_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    assert len(WOODSIDE) >= 2
    done = run("readouts", *WOODSIDE[:2], "--json")
    assert done.exit_code == 0, done.output
    (comparison,) = json.loads(done.stdout)["comparisons"]
    for side in "ab":
        matched = len(comparison["both"]) + len(comparison[f"only_{side}"])
        assert matched == len(comparison[side]["claims"]) > 0
    assert run("readouts", *WOODSIDE[:2], "-o", target).exit_code == 0
    text = target.read_text("utf-8")
    assert "<style>" in text and not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(""", text)


def test_meetings_of_a_store_are_listed_and_compared(tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    assert run("read", *WOODSIDE, "--store", store).exit_code == 0
    listed = run("readouts", "--store", store, "--json")
    assert listed.exit_code == 0, listed.output
    rows = [json.loads(x) for x in listed.stdout.splitlines()] if listed.stdout[0] == "{" else json.loads(listed.stdout)
    assert rows and all(row["reported by"] == "CHN, USA" for row in rows)
    done = run("readouts", "--store", store, "--meeting", rows[0]["meeting"], "--json")
    assert done.exit_code == 0, done.output
    page = json.loads(done.stdout)
    assert page["comparisons"] and [row["state"] for row in page["changed"]] == ["CHN", "USA"]
    assert all(row["before"] is None for row in page["changed"]), "there is no meeting before it in this store"


def test_what_cannot_be_asked_is_refused_with_the_next_step(tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    assert run("read", WOODSIDE[0], "--store", store).exit_code == 0
    for arguments, said in (
        (["--store", store, "--meeting", "nosuch"], "'nosuch' is no meeting that two sides reported"),
        ([WOODSIDE[0], WOODSIDE[1], "--meeting", "x"], "add --store FILE"),
        ([], "name two or more texts"),
    ):
        done = run("readouts", *arguments)
        assert done.exit_code == 2 and said in done.output and "Traceback" not in done.output
