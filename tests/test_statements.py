"""Signs that a sentence is no more than a statement, each on a sentence of its own, and on acts that are none."""

from __future__ import annotations

import pytest

from detente.coding.pair import Pair, candidates
from detente.coding.tree import Tree
from detente.evaluate.formats import unmark
from detente.evaluate.statements import sign_of_statement
from detente.lexicon import Lexicon
from detente.parsing import Parser
from detente.records import Sentence

SENTENCES = [
    ("statement.appeal", "<s>Ghana</s> urged <t>Togo</t> to reopen the border."),
    ("statement.denial", "<s>Ghana</s> denied accusations by <t>Togo</t> that it had armed the rebels."),
    ("statement.condolence", "<s>Ghana</s> expressed condolences to <t>Togo</t> after the flood."),
    ("statement.consideration", "<s>Ghana</s> is considering sending aid to <t>Togo</t>."),
    ("statement.silence", "<s>The ministry in Accra</s> declined to comment on the talks."),
    ("statement.claim", "<s>The rebels</s> claimed that they had attacked <t>the camp</t>."),
    ("statement.mood", "<s>The president</s> expressed optimism about the harvest."),
    ("statement.nothing", "<s>The president</s> is fond of <t>the sea</t>."),
    (None, "<s>Ghana</s> demanded that <t>Togo</t> withdraw its troops."),
    (None, "<s>Ghana</s> condemned <t>Togo</t> for the attack."),
    (None, "<s>Ghana</s> sent food to <t>Togo</t>."),
    (None, "<s>Ghana</s> refused to meet <t>Togo</t>'s envoy."),
]


@pytest.mark.parametrize(("sign", "marked"), SENTENCES)
def test_signs(sign: str | None, marked: str, parser: Parser, lexicon: Lexicon) -> None:
    text, source, target = unmark(marked)
    tree = Tree(next(parser.parse([Sentence("s", "", 0, 0, len(text), text)])))
    pair = Pair(tree, source, target)
    best = next(iter(candidates(tree, lexicon, pair)), None)
    assert sign_of_statement(best, tree, pair) == sign
