"""The figures of the page on KCNA: ``benchmarks/kcna.py`` on a small store, written into a page between its words."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from detente.gathering import gather
from detente.ontology import load_ontology
from detente.records import Actor, Document, Event, Origin, Sentence, content_id
from detente.store import Coded, Recipe, Store

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "kcna.py"
FIRST, DAYS = date(2011, 10, 3), 365
# every so many days: who, upon whom, what
HABITS = (
    (6, "PRK", "CHN", "CONSULT"), (8, "PRK", "USA", "ACCUSE"), (11, "USA", "PRK", "CONSULT"),
    (20, "PRK", "KOR", "THREATEN"), (25, "PRK", "USA", "MOBILIZE"),
)  # fmt: skip


def story(day: date, actor: str, recipient: str, kind: str) -> Coded:
    """One text of the agency with one event."""
    text = f"{day} {actor} {recipient} {kind}."
    document = Document.make(text, origin=Origin("t"), publisher="KCNA", published=str(day))
    sentence = Sentence.make(document, 0, 0, len(text))
    event = Event(
        id=content_id(document.id), origin=document.origin, document_id=document.id, sentence_id=sentence.id,
        sentence=text, date=str(day), date_precision="day", date_basis="text", actor=(Actor(actor, actor, actor),),
        recipient=(Actor(recipient, recipient, recipient),), event_type=kind, mode=None, status="asserted",
        quad_class=load_ontology().quad_class(kind), publisher="KCNA", published=str(day), confidence=0.9,
    )  # fmt: skip
    return Coded(document, [sentence], [event])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kcna") / "small.duckdb"
    days = (FIRST + timedelta(days=n) for n in range(DAYS))
    told = [story(day, *what) for n, day in enumerate(days) for every, *what in HABITS if n % every == 0]
    with Store.open(path) as store:
        store.put(store.begin_run(Recipe("1", "l", "m")), told)
        gather(store)
    return path


@pytest.fixture
def figures() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("kcna_figures", BENCHMARK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_figures_are_written_between_the_words_of_a_page(
    small: Path,
    figures: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "page.md"
    slots = "\n".join(
        f"Words before {name}.\n\n<!-- kcna {name} -->\nold {name}\n<!-- end -->" for name in figures.FIGURES
    )
    page.write_text(f"# Page\n\n{slots}\n\nWords after.\n", encoding="utf-8")
    monkeypatch.setattr(figures, "PAIRS", 2)  # how many of the agency's pairs are told of
    monkeypatch.setattr(sys, "argv", ["kcna.py", str(small), "--write", str(page)])
    figures.main()
    printed = capsys.readouterr().out
    written = page.read_text("utf-8")
    assert written.startswith("# Page\n\nWords before corpus.") and written.endswith("<!-- end -->\n\nWords after.\n")
    for name in figures.FIGURES:
        assert f"Words before {name}." in written and f"old {name}" not in written
        part = written.partition(f"<!-- kcna {name} -->")[2].partition("<!-- end -->")[0].strip()
        assert part and f"## {name}\n\n{part}" in printed
    n = sum(len(range(0, DAYS, every)) for every, *_ in HABITS)
    assert f"{n:,} texts from 2011-10-03 to 2012-09-" in written


def test_only_the_figures_asked_for_are_renewed(
    small: Path, figures: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- kcna corpus -->\nold\n<!-- end -->\n<!-- kcna step -->\nold\n<!-- end -->\n", "utf-8")
    monkeypatch.setattr(sys, "argv", ["kcna.py", str(small), "--write", str(page), "--only", "step"])
    figures.main()
    corpus, _, step = page.read_text("utf-8").partition("<!-- kcna step -->")
    assert "old" in corpus and "old" not in step
    assert "CHN-PRK CONSULT" in step and "p = " in step


def test_a_comparison_at_a_day_is_of_the_days_before_it_and_from_it_on(small: Path, figures: ModuleType) -> None:
    with Store.open(small, read_only=True) as store:
        found = figures.about(store.relation("CHN", "PRK", by="day"), date(2012, 3, 1))
    assert list(found.details["periods"]) == ["CHN-PRK 2012-01-31 to 2012-02-29", "CHN-PRK 2012-03-01 to 2012-03-30"]
    assert found.estimate == pytest.approx(1, abs=0.3) and found.p_value > 0.05, "nothing happened on that day"
