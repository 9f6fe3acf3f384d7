"""Votes: the numbers by hand, files that are off, and the figure that must come out of the real one."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import DataError, InputError, UsageError
from detente.measures.votes import agreement, kappa, read_votes, s_score, votes

# Roll call -> votes of China and North Korea. Number 8 has one of them, 9 an absence.
MADE = {1: "yy", 2: "yy", 3: "nn", 4: "aa", 5: "ya", 6: "yn", 7: "ay", 8: "y", 9: "y-"}
WORDS = {"y": "yes", "n": "no", "a": "abstain", "-": "absent"}
VOTE = st.lists(st.tuples(st.sampled_from((0, 1, 2)), st.sampled_from((0, 1, 2))), min_size=1, max_size=60)


def written(path: Path, copies: int = 10) -> Path:
    rows = ["rcid,country_code,vote"]
    for copy in range(copies):
        for number, cast in MADE.items():
            rows += [f"{number + 10 * copy}.0,{s},{WORDS[v]}" for s, v in zip(("CN", "KP"), cast, strict=False)]
    path.write_text("\n".join(rows), "utf-8")
    return path


def dated(path: Path, copies: int = 10) -> Path:
    rows = ["rcid,session,date"]
    rows += [f"{n + 10 * c},{70 + c},{2010 + c}-12-0{n}" for c in range(copies) for n in MADE]
    path.write_text("\n".join(rows), "utf-8")
    return path


def test_the_numbers_by_hand() -> None:
    # yy yy nn aa ya yn ay: 4 of 7 equal; distances 0 0 0 0 1/2 1 1/2 sum to 2.
    a, b = np.array([2, 2, 0, 1, 2, 2, 1]), np.array([2, 2, 0, 1, 1, 0, 2])
    assert agreement(a, b) == pytest.approx(4 / 7)
    assert s_score(a, b) == pytest.approx(1 - 2 * 2 / 7)
    expected = (4 * 3 + 2 * 2 + 1 * 2) / 49
    assert kappa(a, b) == pytest.approx((4 / 7 - expected) / (1 - expected))


@given(VOTE)
def test_the_numbers_are_symmetric_and_bounded(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    for measure in (agreement, s_score, kappa):
        assert measure(a, b) == pytest.approx(measure(b, a)) and -1 - 1e-9 <= measure(a, b) <= 1 + 1e-9
    assert agreement(a, a) == s_score(a, a) == pytest.approx(1)
    assert 2 * agreement(a, b) - 1 <= s_score(a, b) + 1e-12  # an abstention is at most as far as a no


def test_absence_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    ballots = read_votes(written(tmp_path / "v.csv"))
    made = votes(ballots, "CHN", "PRK")
    assert [f.details["question"] for f in made] == ["agreement", "s_score", "kappa"]
    assert made[0].details["n"] == 70 and made[0].estimate == pytest.approx(4 / 7)
    assert made[0].details["table"]["yes"] == {"yes": 20, "abstain": 10, "no": 10}
    counted = votes(ballots, "CHN", "PRK", absences="abstain")[0]
    assert counted.details["n"] == 80 and counted.estimate == pytest.approx(4 / 8)


def test_years_come_from_the_roll_calls(tmp_path: Path) -> None:
    ballots = read_votes(written(tmp_path / "v.csv"), dated(tmp_path / "r.csv"))
    made = votes(ballots, "CHN", "PRK", since="2012", until="2016-12-31")[0]
    assert made.details["n"] == 35
    assert [row["year"] for row in made.details["by_year"]] == ["2012", "2013", "2014", "2015", "2016"]
    assert votes(ballots, "CHN", "PRK", since="2018")[0].estimate is None
    assert made == votes(ballots, "CHN", "PRK", since="2012", until="2016-12-31")[0]


def test_habit_alone_is_no_agreement(tmp_path: Path) -> None:
    """Both vote yes nine times in ten, independently: agreement is high, kappa about zero, chance plain."""
    rng = np.random.default_rng(1)
    cast = rng.choice(["yes", "no"], p=[0.9, 0.1], size=(400, 2))
    rows = [f"{i},{s},{v}" for i, pair in enumerate(cast) for s, v in zip(("CHN", "PRK"), pair, strict=True)]
    path = tmp_path / "v.csv"
    path.write_text("\n".join(["rcid,country_code,vote", *rows]), "utf-8")
    same, _, corrected = votes(read_votes(path), "CHN", "PRK")
    assert (same.estimate or 0) > 0.75 and (same.p_value or 0) > 0.05
    assert abs(corrected.estimate or 0) < 0.12


def test_a_compressed_file_reads_alike(tmp_path: Path) -> None:
    plain = written(tmp_path / "v.csv")
    packed = tmp_path / "v.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_votes(plain) == read_votes(packed)


def test_all_faults_of_a_file_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("rcid,country_code,vote\n1,CN,yes\n2,CN,maybe\n1,CN,no\n", "utf-8")
    with pytest.raises(DataError) as caught:
        read_votes(path)
    assert caught.value.faults == (
        f"{path}:3: vote 'maybe' is none of yes, no, abstain, absent (or 1, 3, 2, 8)",
        f"{path}:4: CHN votes twice in roll call 1; keep one row",
    )


@pytest.mark.parametrize(
    ("text", "said"), [("a,b\n1,2\n", "no column rcid, country_code, vote; it has a, b"), ("", "no")]
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "v.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=said):
        read_votes(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_votes(tmp_path / "nowhere.csv")


def test_wrong_questions_are_answered_with_the_choices(tmp_path: Path) -> None:
    ballots = read_votes(written(tmp_path / "v.csv"))
    with pytest.raises(UsageError, match="no votes of 'KOR' are in the file; it has those of CHN, PRK"):
        votes(ballots, "CHN", "KOR")
    with pytest.raises(UsageError, match="need the dates"):
        votes(ballots, "CHN", "PRK", since="2012")
    with pytest.raises(UsageError, match="choose 'leave out' or 'abstain'"):
        votes(ballots, "CHN", "PRK", absences="guess")  # type: ignore[arg-type]


@pytest.mark.shared
def test_china_and_north_korea_agree_in_0_869_of_2061_votes(shared: Path) -> None:
    folder = shared / "registers"
    ballots = read_votes(folder / "un_votes_six.csv.gz", folder / "un_roll_calls.csv.gz")
    same, score, corrected = votes(ballots, "CHN", "PRK")
    assert same.details["n"] == 2061 and round(same.estimate or 0, 3) == 0.869
    assert (round(score.estimate or 0, 2), round(corrected.estimate or 0, 2)) == (0.84, 0.59)
    assert votes(ballots, "USA", "PRK")[2].estimate < 0  # type: ignore[operator]
