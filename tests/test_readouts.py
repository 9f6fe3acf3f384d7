"""Readouts: claims, alignment, differences, and the page. The golden page is written anew, after a meant change, by

python tests/test_readouts.py --write
"""

from __future__ import annotations

import html
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.actors import load_actors
from detente.cli import main
from detente.errors import DataError
from detente.readouts import (
    Claim,
    MeetingPage,
    Readout,
    align,
    changed,
    check_terms,
    claims,
    compare,
    differences,
    figures,
    load_terms,
    render,
)
from detente.records import Document, Origin, Sentence
from readout_cases import Pair, Text, pairs

GOLDEN = Path(__file__).parent / "golden/readouts/garden.html"
FLOOR = 0.72  # F1 of alignment over all 40 pairs without the coder's events, which need the model


def read(text: Text) -> tuple[Claim, ...]:
    return claims(text.document, text.sentences, (), actors=load_actors(), terms=load_terms())


def one(text: str, publisher: str = "Xinhua") -> Claim:
    document = Document.make(text, origin=Origin("a.txt"), publisher=publisher, published="2023-11-15")
    sentence = Sentence.make(document, 0, 0, len(text))
    return claims(document, [sentence], (), actors=load_actors(), terms=load_terms())[0]


def page(pair: Pair) -> str:
    texts = [Readout(t.document, read(t)) for t in (pair.a, pair.b)]
    return render(MeetingPage(pair.title, pair.title, compare(texts, load_terms())), load_terms())


def garden() -> str:
    return page(next(p for p in pairs("dev") if p.title == "A garden in California"))


SPLITS = {"dev": 20, "test": 20, "northeast": 10, "world": 10}


def test_sixty_pairs_are_labelled_and_each_label_names_sentences_that_are_there() -> None:
    assert {split: len(pairs(split)) for split in SPLITS} == SPLITS
    for pair in (pair for split in SPLITS for pair in pairs(split)):
        for a, b in pair.links:
            assert a < len(pair.a.sentences) and b < len(pair.b.sentences), pair.place


def test_alignment_stays_above_its_floor() -> None:
    hits = said = true = 0
    for pair in pairs("dev") + pairs("test"):
        found = {(link.a, link.b) for link in align(read(pair.a), read(pair.b))}
        hits, said, true = hits + len(found & pair.links.keys()), said + len(found), true + len(pair.links)
    assert 2 * hits / (said + true) >= FLOOR


def test_the_golden_page() -> None:
    assert garden() == GOLDEN.read_text("utf-8")


def test_hostile_text_is_shown_and_not_run() -> None:
    evil = "Xi said <script>alert(1)</script> to Biden & 'co'."
    document = Document.make(evil, origin=Origin("x"), title="<b>", publisher="<img src=x>")
    told = claims(document, [Sentence.make(document, 0, 0, len(evil))], (), actors=load_actors(), terms=load_terms())
    one_side = Readout(document, told)
    written = render(MeetingPage("<i>", "<u>", compare([one_side, one_side], load_terms())), load_terms())
    body = written.partition("</style>")[2]
    assert not any(tag in body for tag in ("<script", "<img", "<u>", "<h1><i>"))
    assert html.escape("<script>") in written


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It sent 240,000 tons of grain on February 24, 2012.", [240000.0]),
        ("The two sides met in 2019 for three hours.", [3.0]),
        ("It costs $6 billion, or 86 percent.", [6e9, 86.0]),
        ("They met for the ninth time.", [9.0]),
    ],
)
def test_figures_leave_out_dates_and_the_two_sides(text: str, values: list[float]) -> None:
    assert [f.value for f in figures(text)] == values


@pytest.mark.parametrize(
    ("a", "b", "kinds"),
    [
        ("The delegation of 32 laid wreaths.", "The delegation of 28 laid flowers.", {"number"}),
        ("The two sides agreed to resume talks.", "The two sides discussed the resumption of talks.", {"degree"}),
        ("Xi Jinping said trade must grow.", "Joe Biden said trade must grow.", {"attribution"}),
        ("Xi Jinping said trade must grow.", "Trade must grow, Xi Jinping said.", set()),
        ("They aim at 40 million visitors.", "They aim at 30 million mutual visits.", {"number"}),
        ("They will help without delay, Xi Jinping said.", "They will help at once, Xi Jinping said.", set()),
        ("The leaders agreed to meet, a spokesperson said.", "The leaders agreed to meet.", set()),
        ("Joe Biden raised concerns over the launch.", "Joe Biden condemned the launch.", {"degree"}),
        ("The sides committed to talks.", "The sides agreed to talks.", {"degree"}),
    ],
)
def test_differences(a: str, b: str, kinds: set[str]) -> None:
    assert {d.kind for d in differences(one(a), one(b))} == kinds


def test_who_speaks() -> None:
    assert one("Xi Jinping said that trade must grow.").voice == ("CHN",)
    assert one("Both sides agreed to meet again.").voice == ("both",)
    assert one("He reaffirmed that trade must grow.").voice == ()  # not a Chinese surname
    assert one("Trade must grow, Xi Jinping said, and the rest can wait.").voice == ("CHN",)
    assert one("A cold wind blew over the lake.").voice == ()


def test_phrases_that_came_and_went() -> None:
    now, before = (
        Document.make(t, origin=Origin(t)) for t in ("As close as lips and teeth.", "One trench of the faithful.")
    )
    held = {"lips and teeth": 5, "close as lips": 2, "trench of the faithful": 3}
    found = changed("PRK", [now], [replace(before, published="2023-01-02")], held)
    assert found.new == (("lips and teeth", 5),) and found.gone == (("trench of the faithful", 3),)
    assert found.before == "2023-01-02"


def test_a_faulty_file_of_words_is_refused_with_every_fault(tmp_path: Path) -> None:
    check_terms()
    (tmp_path / "topics.yaml").write_text("- {id: Bad Id, name: x, words: [x], colour: red}\n- {id: a, name: b}\n")
    with pytest.raises(DataError) as caught:
        check_terms(tmp_path)
    assert len(caught.value.faults) == 3 and all(f.startswith("topics.yaml:") for f in caught.value.faults)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty text"),
        (bytes(range(256)) * 8, "binary file"),
        ("El presidente se reunió ayer con el ministro de asuntos exteriores en la capital.".encode(), "language es"),
    ],
)
def test_unfit_texts_are_named_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text("Xi Jinping met Joe Biden in Woodside on Wednesday and they agreed to talk again.")
    bad.write_bytes(content)
    done = CliRunner().invoke(main, ["readouts", str(good), str(bad)])
    assert done.exit_code == 1 and reason in done.output and "b.txt" in done.output


def test_one_text_is_not_two_accounts(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Xi Jinping met Joe Biden in Woodside on Wednesday and they agreed to talk again.")
    done = CliRunner().invoke(main, ["readouts", str(file)])
    assert done.exit_code == 2 and "two or more" in done.output


if __name__ == "__main__" and "--write" in sys.argv:
    GOLDEN.write_text(garden(), "utf-8")
