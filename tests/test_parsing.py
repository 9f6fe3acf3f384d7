from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from detente.parsing import MAX_SENTENCE, Parser, split, to_ud
from detente.parsing.mending import mended
from detente.records import Document, Origin, Sentence, Token


def document(text: str) -> Document:
    return Document.make(text, origin=Origin("test"))


def texts(text: str) -> list[str]:
    return [s.text for s in split(document(text))]


def test_abbreviations_do_not_end_sentences() -> None:
    assert texts("Gen. Park met Mr. Li on Dec. 18 in Seoul. The U.S. Navy sailed. Talks followed.") == [
        "Gen. Park met Mr. Li on Dec. 18 in Seoul.",
        "The U.S. Navy sailed.",
        "Talks followed.",
    ]


def test_an_abbreviation_that_ends_a_sentence_is_told_by_what_follows() -> None:
    assert texts("He flew to the U.S. The talks failed.") == ["He flew to the U.S.", "The talks failed."]


def test_quotes_and_paragraphs_part_sentences() -> None:
    assert texts('"It is war." Seoul denied it.\n\nTokyo was silent') == [
        '"It is war."',
        "Seoul denied it.",
        "Tokyo was silent",
    ]


def test_a_run_without_stops_is_cut() -> None:
    pieces = texts("word " * 2000)
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= MAX_SENTENCE


@given(st.text(alphabet=st.sampled_from(list("Aab .!?\n\"'”…12")), max_size=300))
def test_sentences_are_slices_in_order_that_lose_no_word(text: str) -> None:
    doc = document(text)
    sentences = split(doc)
    assert all(doc.text[s.start : s.end] == s.text and s.text == s.text.strip() for s in sentences)
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert "".join("".join(s.text.split()) for s in sentences) == "".join(text.split())


def tree(*rows: tuple[str, str, int, str]) -> list[Token]:
    return [
        Token(form, form.lower(), upos, "", head, deprel, i, i + 1) for i, (form, upos, head, deprel) in enumerate(rows)
    ]


def arcs(tokens: tuple[Token, ...]) -> list[tuple[str, int, str]]:
    return [(t.form, t.head, t.deprel) for t in tokens]


def test_prepositions_become_case_markers_of_their_noun() -> None:
    clear = tree(
        ("Pak", "PROPN", 1, "nsubj"),
        ("met", "VERB", -1, "ROOT"),
        ("with", "ADP", 1, "prep"),
        ("him", "PRON", 2, "pobj"),
    )
    assert arcs(to_ud(clear)) == [("Pak", 1, "nsubj"), ("met", -1, "root"), ("with", 3, "case"), ("him", 1, "obl")]


def test_a_passive_agent_is_an_oblique_with_by() -> None:
    clear = tree(
        ("It", "PRON", 2, "nsubjpass"), ("was", "AUX", 2, "auxpass"), ("fired", "VERB", -1, "ROOT"),
        ("by", "ADP", 2, "agent"), ("Seoul", "PROPN", 3, "pobj"),
    )  # fmt: skip
    assert [t.deprel for t in to_ud(clear)] == ["nsubj:pass", "aux:pass", "root", "case", "obl:agent"]
    assert [t.head for t in to_ud(clear)] == [2, 2, -1, 4, 2]


def test_the_predicate_governs_its_copula() -> None:
    clear = tree(("Seoul", "PROPN", 1, "nsubj"), ("is", "AUX", -1, "ROOT"), ("ready", "ADJ", 1, "acomp"))
    clear[1] = Token("is", "be", "AUX", "", -1, "ROOT", 1, 2)
    assert arcs(to_ud(clear)) == [("Seoul", 2, "nsubj"), ("is", 2, "cop"), ("ready", -1, "root")]


def test_conjuncts_hang_from_the_first() -> None:
    clear = tree(
        ("A", "PROPN", -1, "ROOT"), (",", "PUNCT", 0, "punct"), ("B", "PROPN", 0, "conj"),
        ("and", "CCONJ", 2, "cc"), ("C", "PROPN", 2, "conj"),
    )  # fmt: skip
    assert arcs(to_ud(clear))[2:] == [("B", 0, "conj"), ("and", 4, "cc"), ("C", 0, "conj")]


def test_according_to_keeps_both_prepositions_on_the_noun() -> None:
    clear = tree(
        ("According", "VERB", 3, "prep"), ("to", "ADP", 0, "prep"),
        ("Seoul", "PROPN", 1, "pobj"), ("left", "VERB", -1, "ROOT"),
    )  # fmt: skip
    assert arcs(to_ud(clear)) == [
        ("According", 2, "case"),
        ("to", 2, "case"),
        ("Seoul", 3, "obl"),
        ("left", -1, "root"),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from(["prep", "pobj", "conj", "acomp", "nsubj", "agent"])),
        min_size=1,
        max_size=12,
    )
)
def test_conversion_never_makes_a_cycle(spec: list[tuple[int, str]]) -> None:
    tokens = [
        Token("is" if d == "acomp" else "x", "be", "AUX" if i % 3 == 0 else "ADP", "", min(h, i - 1), d, i, i + 1)
        for i, (h, d) in enumerate(spec)
    ]
    converted = to_ud(tokens)
    for i in range(len(converted)):
        seen, node = set(), i
        while node >= 0:
            assert node not in seen
            seen.add(node)
            node = converted[node].head


def test_the_model_parses_one_tree_a_sentence(parser: Parser) -> None:
    sentence = Sentence.make(document("Seoul protested. Tokyo agreed."), 0, 0, 30)
    (parse,) = parser.parse([sentence])
    assert sum(t.head == -1 for t in parse.tokens) == 1
    assert "".join(t.form for t in parse.tokens) == "Seoulprotested.Tokyoagreed."


def test_a_headline_in_capitals_is_parsed_as_if_it_were_spoken(parser: Parser) -> None:
    shouted, spoken = (
        next(parser.parse([Sentence(str(i), "d", i, 0, len(text), text)]))
        for i, text in enumerate(("FRANCE CONDEMNED SPAIN IN A LONG SPEECH", "france condemned spain in a long speech"))
    )
    assert shouted.tokens == spoken.tokens
    assert shouted.tokens[1].upos == "VERB"
    acronym = next(parser.parse([Sentence("u", "d", 0, 0, 9, "U.S. NAVY")]))
    assert acronym.tokens[0].form == "U.S.", "a few letters may be an acronym"


def tagged(*rows: tuple[str, str, str, int, str]) -> tuple[Token, ...]:
    return tuple(
        Token(form, form, upos, tag, head, deprel, i, i + 1) for i, (form, upos, tag, head, deprel) in enumerate(rows)
    )


def test_a_finite_verb_takes_back_the_noun_before_it() -> None:
    stolen = tagged(
        ("Oslo", "PROPN", "NNP", 1, "nsubj"), ("left", "VERB", "VBD", -1, "root"), ("talks", "NOUN", "NNS", 1, "obj"),
        ("and", "CCONJ", "CC", 4, "cc"), ("Rome", "PROPN", "NNP", 2, "conj"), ("froze", "VERB", "VBD", 1, "advcl"),
        ("funds", "NOUN", "NNS", 5, "obj"),
    )  # fmt: skip
    assert arcs(mended(stolen))[3:6] == [("and", 5, "cc"), ("Rome", 5, "nsubj"), ("froze", 1, "conj")]


def test_after_a_conjunction_both_nouns_are_subjects() -> None:
    split_in_two = tagged(
        ("ended", "VERB", "VBD", -1, "root"), ("after", "ADP", "IN", 2, "case"), ("Oslo", "PROPN", "NNP", 0, "obl"),
        ("and", "CCONJ", "CC", 4, "cc"), ("Rome", "PROPN", "NNP", 2, "conj"), ("agreed", "VERB", "VBD", 0, "conj"),
    )  # fmt: skip
    assert arcs(mended(split_in_two))[1:] == [
        ("after", 5, "mark"), ("Oslo", 5, "nsubj"), ("and", 4, "cc"), ("Rome", 2, "conj"), ("agreed", 0, "advcl"),
    ]  # fmt: skip


def test_two_between_whom_something_stands_are_left_alone() -> None:
    between = tagged(
        ("saw", "VERB", "VBD", -1, "root"), ("a", "DET", "DT", 2, "det"), ("row", "NOUN", "NN", 0, "obj"),
        ("between", "ADP", "IN", 4, "case"), ("Oslo", "PROPN", "NNP", 2, "nmod"), ("and", "CCONJ", "CC", 6, "cc"),
        ("Rome", "PROPN", "NNP", 4, "conj"), ("end", "VERB", "VBP", 0, "conj"),
    )  # fmt: skip
    assert mended(between) == between
