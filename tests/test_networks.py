"""Networks: graphs whose balance and blocs are known, a null that keeps every degree, and planted tension."""

from __future__ import annotations

from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from detente.errors import UsageError
from detente.measures import balance
from detente.measures.balance import balanced_share, frustration, search, triads
from detente.measures.blocs import adjusted_rand, blocs, modularity_matrix, quality
from detente.measures.dyads import Calendar, acts
from detente.measures.examples import STATES, camps_signs, incident, random_signs, tied
from detente.measures.networks import balance_p_values, bloc_p_value, networks
from detente.measures.switching import dealt, switched
from detente.measures.tension import influence, tension
from detente.measures.ties import Signs, network, networks_by_period, signed
from detente.records import Finding, Incident

SMALL = st.builds(
    lambda n, seed, density, hostile: random_signs(np.random.default_rng(seed), n, density=density, hostile=hostile),
    st.integers(4, 9), st.integers(0, 10**6), st.floats(0.2, 1.0), st.floats(0.0, 1.0),
)  # fmt: skip


def ring(signs: str) -> Signs:
    """A cycle with these signs (``+-+-``)."""
    graph = nx.cycle_graph(len(signs))
    for i, sign in enumerate(signs):
        graph.edges[i, (i + 1) % len(signs)]["sign"] = 1 if sign == "+" else -1
    return signed(graph)[0]


def complete(n: int, sign: int) -> Signs:
    return np.asarray(sign * (np.ones((n, n)) - np.eye(n)), dtype=np.int8)


# -- the network -----------------------------------------------------------------------------------------


def test_ties_sum_what_passed_whoever_acted_and_a_meeting_once() -> None:
    made = network(
        acts([
            incident("2020-01-01", "CHN PRK"),
            incident("2020-01-02", "PRK", "CHN", "SUPPORT"),
            incident("2020-01-03", "KOR", "PRK", "ACCUSE"),
            incident("2020-01-04", "CHN", "KOR", "ACCUSE"),
            incident("2020-01-05", "KOR", "CHN", "AID"),
            incident("2020-01-06", "JPN", "CHN", "REQUEST", mode="appeal"),
        ])
    )  # fmt: skip
    assert made.states == ("CHN", "KOR", "PRK")
    assert made.weight.tolist() == [[0, 0, 2], [0, 0, -1], [2, -1, 0]]
    assert made.n_ties == 2
    assert sorted(made.graph().edges(data="sign")) == [("CHN", "PRK", 1), ("KOR", "PRK", -1)]
    assert list(made.positive().edges(data="distance")) == [("CHN", "PRK", 0.5)]


def test_a_scale_weighs_the_ties_and_a_period_without_acts_has_no_states() -> None:
    directed = acts([incident("2020-01-01", "CHN", "PRK", "ASSAULT"), incident("2022-01-01", "CHN", "PRK", "AID")])
    seen = networks_by_period(directed, Calendar.of("year", directed), scale="plover_score_goldstein_mean")
    assert [n.weight.sum() for n in seen] == [-19.1, 0, 15.2] and seen[1].states == ()


# -- balance ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "by_hostile", "least"),
    [
        (complete(5, 1), (10, 0, 0, 0), 0),
        # All foes: three of four states of each camp are foes; the best split of six leaves two threes inside.
        (complete(6, -1), (0, 0, 0, 20), 6),
        (ring("+-+-"), (0, 0, 0, 0), 0),
        (ring("+++-"), (0, 0, 0, 0), 1),
        (ring("---"), (0, 0, 0, 1), 1),
        (ring("+--"), (0, 0, 1, 0), 0),
        (ring("++-"), (0, 1, 0, 0), 1),
    ],
)
def test_balance_of_known_graphs(sign: Signs, by_hostile: tuple[int, ...], least: int) -> None:
    assert triads(sign).by_hostile == by_hostile
    found = frustration(sign)
    assert found.exact and found.upper == least


def test_two_planted_camps_are_found_and_each_turned_tie_counts() -> None:
    sign = camps_signs(np.random.default_rng(0), (5, 4), density=1.0, noise=0.0)
    assert triads(sign).balanced == triads(sign).n == 84
    found = frustration(sign)
    assert found.upper == 0 and set(found.camps[:5]) != set(found.camps[5:]) and len(set(found.camps[:5])) == 1
    sign[0, 1] = sign[1, 0] = -1
    assert frustration(sign).upper == 1


def test_parts_that_meet_in_one_state_are_solved_apart_and_fit_together() -> None:
    """Two triangles with one state in common, and a tie that hangs from one of them."""
    graph = nx.Graph()
    graph.add_edges_from(
        [(0, 1, {"sign": 1}), (1, 2, {"sign": -1}), (2, 0, {"sign": -1}), (2, 3, {"sign": -1}), (3, 4, {"sign": -1}),
         (4, 2, {"sign": -1}), (4, 5, {"sign": -1})]
    )  # fmt: skip
    sign, _ = signed(graph)
    found = frustration(sign)
    assert (found.lower, found.upper) == (1, 1)
    camps = np.array(found.camps)
    assert sum(sign[i, j] * camps[i] * camps[j] < 0 for i, j in combinations(range(6), 2)) == 1


def brute(sign: Signs) -> int:
    every = product((1, -1), repeat=sign.shape[0])
    ties = list(combinations(range(sign.shape[0]), 2))
    return int(min(sum(sign[i, j] * c[i] * c[j] < 0 for i, j in ties) for c in every))


@settings(max_examples=40, deadline=None)
@given(SMALL)
def test_frustration_is_that_of_trying_every_division(sign: Signs) -> None:
    found = frustration(sign)
    assert found.lower == found.upper == brute(sign)
    camps = np.array(found.camps)
    assert sum(sign[i, j] * camps[i] * camps[j] < 0 for i, j in combinations(range(len(camps)), 2)) == found.upper


@settings(max_examples=15, deadline=None)
@given(SMALL)
def test_the_integer_program_agrees_with_trying_every_division(sign: Signs) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(balance, "ENUMERATED", 2)
        assert frustration(sign).upper == frustration(sign).lower == brute(sign)


@settings(max_examples=40, deadline=None)
@given(SMALL)
def test_local_search_never_beats_the_exact_index_and_triads_add_up(sign: Signs) -> None:
    camps, counted = search(sign[None], np.random.default_rng(0))
    assert counted[0] >= frustration(sign).upper
    assert sum(sign[i, j] * camps[0][i] * camps[0][j] < 0 for i, j in combinations(range(len(sign)), 2)) == counted[0]
    n = triads(sign)
    assert n.n == sum(nx.triangles(nx.from_numpy_array(np.abs(sign))).values()) // 3
    assert balanced_share(sign[None])[0] == pytest.approx(n.balanced / n.n if n.n else 0.5)


def test_a_large_network_is_solved_exactly_too() -> None:
    sign = random_signs(np.random.default_rng(1), 24, density=0.35, hostile=0.4)
    found = frustration(sign)
    assert found.exact and found.upper > 0
    _, counted = search(sign[None], np.random.default_rng(0), restarts=200)
    assert counted[0] == found.upper


# -- the null --------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(SMALL)
def test_every_surrogate_keeps_each_states_number_of_friends_and_of_foes(sign: Signs) -> None:
    made = switched(sign, 20, np.random.default_rng(0), attempts=300)
    assert (made == made.transpose(0, 2, 1)).all() and not made[:, range(len(sign)), range(len(sign))].any()
    for value in (1, -1):
        assert ((made == value).sum(axis=2) == (sign == value).sum(axis=1)).all()


def test_surrogates_are_uniform_over_the_networks_of_these_degrees() -> None:
    """Four states in a ring +-+-: three rings, each with two ways to sign it, have the same degrees."""
    made = switched(ring("+-+-"), 6000, np.random.default_rng(0), attempts=60)
    kinds = {m.tobytes() for m in made}
    counts = np.array([sum(m.tobytes() == k for m in made) for k in kinds])
    assert len(kinds) == 6 and stats.chisquare(counts).pvalue > 0.001


def test_weights_are_dealt_to_ties_of_their_sign() -> None:
    rng = np.random.default_rng(0)
    sign = random_signs(rng, 8, density=0.7, hostile=0.5)
    upper = np.triu(sign * rng.integers(1, 9, (8, 8)), 1).astype(float)
    weight = upper + upper.T
    for made in dealt(weight, switched(sign, 10, rng), rng):
        assert sorted(made[np.triu_indices(8, 1)]) == sorted(weight[np.triu_indices(8, 1)])


# -- blocs -----------------------------------------------------------------------------------------------


def test_planted_blocs_are_found_from_every_seed() -> None:
    rng = np.random.default_rng(2)
    made = network(acts(tied(camps_signs(rng, (4, 4, 4), density=1.0, noise=0.0), STATES)))
    found = blocs(made, n_seeds=20)
    assert set(found.blocs) == {tuple(sorted(STATES[i : i + 4])) for i in (0, 4, 8)}
    assert found.stability == 1.0 and set(np.unique(found.together)) == {0.0, 1.0}


def test_signed_modularity_without_foes_is_newmans() -> None:
    graph = nx.karate_club_graph()
    weights = nx.to_numpy_array(graph)
    split = [{i for i in graph if graph.nodes[i]["club"] == club} for club in ("Mr. Hi", "Officer")]
    labels = np.array([[int(i in split[0]) for i in graph]])
    assert quality(modularity_matrix(weights[None]), labels)[0] == pytest.approx(nx.community.modularity(graph, split))


def test_states_of_different_camps_are_kept_apart_by_their_foes_alone() -> None:
    """All ties of weight one: two cliques of friends, every tie between them hostile; the friends alone decide it too.

    Without friends at all (a ring of four foes) the blocs are those that have no foe within.
    """
    made = network(acts(tied(ring("----"), ("CHN", "JPN", "KOR", "PRK"))))
    found = blocs(made)
    assert all(made.sign[made.states.index(a), made.states.index(b)] >= 0 for g in found.blocs for a in g for b in g)


def test_the_adjusted_rand_index_by_hand() -> None:
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1.0
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(-0.5)
    assert adjusted_rand(np.array([0, 0, 0]), np.array([0, 0, 0])) == 1.0


# -- tension ---------------------------------------------------------------------------------------------


def region(seed: int, hostile: dict[tuple[str, str], float], *, months: int = 48) -> list[Incident]:
    """Each pair of five states acts a Poisson number of times a month, hostile with a probability of its own."""
    rng, made = np.random.default_rng(seed), []
    for pair in combinations(STATES[:5], 2):
        for t in range(months):
            for k in range(rng.poisson(3)):
                kind = "ACCUSE" if rng.random() < hostile.get(pair, 0.3) else "SUPPORT"
                made.append(incident(f"{2015 + t // 12}-{t % 12 + 1:02d}-{k + 1:02d}", *pair, kind, n=k))
    return made


def tense(incidents: list[Incident], pair: tuple[str, str] | None) -> dict[str, object]:
    directed = acts(incidents)
    found = tension(directed, Calendar.of("month", directed))
    (fields,) = influence(found, pair, n_surrogates=199, n_bootstrap=199, rng=np.random.default_rng(0))
    return fields


def test_the_planted_quarrel_is_found_and_drop_one_is_what_it_says() -> None:
    incidents = region(1, {("PRK", "KOR"): 0.9})
    fields = tense(incidents, None)
    assert fields["subject"] == "KOR·PRK" and fields["p_value"] == 0.005
    without = [i for i in incidents if {i.actor[0].state, i.recipient[0].state} != {"KOR", "PRK"}]
    share = [sum(i.event_type == "ACCUSE" for i in rows) / len(rows) for rows in (incidents, without)]
    assert fields["estimate"] == pytest.approx(share[0] - share[1])
    assert "adds to the region's tension" in str(fields["statement"])


def test_a_quiet_pair_takes_from_the_tension_and_one_like_the_rest_neither() -> None:
    quiet = tense(region(2, {("CHN", "PRK"): 0.0}), ("PRK", "CHN"))
    assert "takes from the region's tension" in str(quiet["statement"]) and quiet["subject"] == "CHN·PRK"
    assert "cannot be shown" in str(tense(region(5, {}), ("CHN", "PRK"))["statement"])


def test_a_pair_that_had_nothing_to_do_with_each_other_has_no_influence() -> None:
    directed = acts(region(1, {}))
    found = tension(directed, Calendar.of("month", directed))
    assert influence(found, ("CHN", "FRA"), n_surrogates=19, n_bootstrap=19, rng=np.random.default_rng(0)) == []


# -- all together ----------------------------------------------------------------------------------------


def asked(made: list[Finding], question: str) -> list[Finding]:
    return [f for f in made if f.details["question"] == question]


def test_a_divided_region_is_told_period_by_period_with_its_chance() -> None:
    rng = np.random.default_rng(3)
    incidents = [
        i for year in (2019, 2020) for i in tied(camps_signs(rng, (5, 5), density=0.9, noise=0.05), STATES, year=year)
    ]
    made = networks(incidents, "CHN", "PRK", n_seeds=10, n_bootstrap=50)
    assert [f.subject for f in asked(made, "balance")] == ["2019", "2020"]
    for question in ("blocs", "balance", "frustration"):
        for f in asked(made, question):
            assert f.p_value == 0.01 and f.details["p_alone"] == 0.005, f
    assert asked(made, "blocs")[0].details["pair_together"] == 1.0
    camps = asked(made, "frustration")[0].details["camps"]
    assert {tuple(sorted(STATES[:5])), tuple(sorted(STATES[5:10]))} == set(camps)
    assert made == networks(incidents[::-1], "CHN", "PRK", n_seeds=10, n_bootstrap=50)


def test_the_state_in_the_middle_is_named() -> None:
    star = nx.star_graph(6)
    nx.set_edge_attributes(star, 1, "sign")
    (centre,) = asked(networks(tied(signed(star)[0], STATES[:7]), n_seeds=2), "centre")
    assert centre.estimate == 1.0 and centre.statement.startswith("In 2020 China stood most between the others")


def test_too_small_a_network_says_so() -> None:
    (only,) = networks([incident("2020-01-01", "CHN", "PRK")])
    assert only.estimate is None and "the most is 1" in only.statement
    assert networks([])[0].details["n_ties"] == 0
    with pytest.raises(UsageError, match="takes two states or none, and 1 were named: CHN"):
        networks([], "CHN")


@pytest.mark.parametrize("density", [0.5, 0.95])
def test_the_level_is_held_on_random_networks(density: float) -> None:
    """All counts, two hundred replications, are in benchmarks/networks.py."""
    counts, rng = np.zeros(3), np.random.default_rng(7)
    for _ in range(25):
        sign = random_signs(rng, 10, density=density, hostile=0.4)
        made = switched(sign, 99, rng, attempts=400)
        p = (*balance_p_values(sign, made, rng), bloc_p_value(sign.astype(float), made, rng))
        counts += np.array(p) < 0.05
    assert (counts <= stats.binom.ppf(0.999, 25, 0.05)).all(), counts
