"""The essay that the project began with: what must come out of it, and from what nothing may come."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import describe, states
from conftest import CodeText
from detente.records import Event

pytestmark = pytest.mark.shared
NO_EVENT = ("closely linked", "needs a mad dog", "ballet", "requiring both countries")


@pytest.fixture(scope="module")
def events(shared: Path, code_text: CodeText) -> list[Event]:
    text = (shared / "corpora" / "essay_2023-12.txt").read_text("utf-8")
    return code_text(text, published="2023-12-19", publisher="Brussels Morning")


def told(events: list[Event], actor: str, types: str, recipient: str | None) -> list[Event]:
    wanted = set() if recipient is None else {recipient}
    return [
        e
        for e in events
        if states(e.actor) == {actor} and states(e.recipient) == wanted and e.event_type in types.split()
    ]


@pytest.mark.parametrize(
    ("actor", "types", "recipient", "within"),
    [
        ("PRK", "MOBILIZE", None, "launched a missile"),
        ("CHN", "CONSULT", "PRK", "Wang Yi held talks"),
        ("PRK", "CONSULT", "CHN", "met with him"),
        ("CHN", "SUPPORT", "PRK", "unwavering commitment"),
        ("CHN", "AGREE SUPPORT", "PRK", "is prepared to improve"),
        ("PRK", "CONSULT", "CHN", "cordial setting"),
        ("PRK", "ACCUSE", "USA", "criticizing the United States"),
        ("PRK", "MOBILIZE", None, "recent missile tests"),
        ("USA", "MOBILIZE", None, "arrival of a U.S. submarine"),
        ("PRK", "ACCUSE THREATEN", "USA", "preview of a nuclear war"),
        ("PRK", "SUPPORT AGREE", "CHN", "Pak reaffirmed"),
        ("PRK", "CONSULT", "CHN", "travel to Beijing"),
        ("CHN", "REQUEST", None, "called for discussion"),
    ],
)
def test_what_the_essay_tells(events: list[Event], actor: str, types: str, recipient: str | None, within: str) -> None:
    found = [e for e in told(events, actor, types, recipient) if within in str(e.sentence)]
    assert found, [describe(e) for e in events if within in str(e.sentence)]


def test_speakers_and_dates_of_the_essay(events: list[Event]) -> None:
    commitment = next(e for e in events if "unwavering commitment" in str(e.sentence))
    assert commitment.speaker and commitment.speaker.state == "CHN"
    setting = next(e for e in events if "cordial setting" in str(e.sentence))
    assert setting.speaker and setting.speaker.state == "PRK"
    launch = next(e for e in events if "launched a missile" in str(e.sentence) and e.event_type == "MOBILIZE")
    assert (launch.date, launch.date_precision) == ("2023-12", "month")


@pytest.mark.parametrize("phrase", NO_EVENT)
def test_states_of_affairs_and_similes_are_no_events(events: list[Event], phrase: str) -> None:
    assert [describe(e) for e in events if phrase in str(e.sentence)] == []
