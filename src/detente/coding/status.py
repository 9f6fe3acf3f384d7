"""Negation, modality, future and condition: what they make of a composed action.

The rules follow PLOVER (see docs/architecture.md): a future cooperative act is an AGREE with what is promised
beside it; *will not* is a refusal; a future hostile act announced by its doer is a threat; drills and protests
announced are ``planned``; *may*, *could* and *if* make an act hypothetical; negated wins over the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.coding import aims
from detente.coding.tree import Tree

if TYPE_CHECKING:
    from detente.coding.actions import Action

__all__ = ["is_duty", "is_imagined", "is_reported", "qualify"]

_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor", "without", "hardly"})
_FUTURE = frozenset({"will", "shall", "'ll", "wo", "would", "'d"})
_POSSIBLE = frozenset({"may", "might", "could", "can", "ca"})
_CONDITIONS = frozenset({"if", "unless", "whether", "lest", "should"})
_COOPERATIVE = frozenset({"CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
_PLANNABLE = frozenset({"MOBILIZE", "PROTEST"})
_THREATS = frozenset({"ASSAULT", "COERCE", "SANCTION"})
_ABLE_TO_REFUSE = frozenset({"will", "would", "wo", "'ll", "'d", "can", "ca", "could", "shall"})
_WILLING = frozenset("accept agree consent recognize recognise".split())
_MOVING = frozenset(
    "go come travel fly arrive visit send dispatch join meet gather unite return enter cross use deploy move rush act "
    "call phone write announce appear sit step intervene dock leave depart".split()
)
_IMAGINED = frozenset("any no every possible potential future eventual hypothetical feared imminent".split())
_CLAUSAL = frozenset({"advcl", "ccomp", "xcomp", "conj", "acl", "acl:relcl", "parataxis", "root", "obl"})


def qualify(tree: Tree, i: int, action: Action) -> Action:
    """Apply to an action what stands about its word ``i``; rules that fired are added to the action's."""
    auxiliaries = aims.auxiliaries(tree, i)
    negated = _is_negated(tree, i)
    if negated and auxiliaries & _ABLE_TO_REFUSE and action.type in _COOPERATIVE | {"AGREE"}:
        return _with(action, "modal.refuse", type="REJECT", mode="refuse", promised=None)
    if (
        negated and "do" in auxiliaries and action.type in {"AGREE", "SUPPORT"} and tree[i].lemma in _WILLING
    ):  # *does not accept the award*
        return _with(action, "negation.refuse", type="REJECT", mode="refuse", promised=None)
    if negated:
        return _with(action, "negation", status="negated")
    if _is_conditional(tree, i):
        return _with(action, "condition", status="hypothetical")
    if _is_purpose(tree, i, action.type):
        return _with(action, "purpose", status="hypothetical")
    if auxiliaries & {"may", "might", "could"} or auxiliaries >= {"would", "have"}:
        return _with(action, "modal.possible", status="hypothetical")
    if auxiliaries & {"must", "should", "ought"} and action.type not in {"REQUEST", "ACCUSE"}:
        return _with(action, "modal.duty", status="hypothetical")
    if aims.is_foreseen(tree, i) and action.type not in {"REQUEST", "ACCUSE"}:
        return _with(action, "modal.reach", status="hypothetical")
    if action.nominal and aims.is_alleged(tree, i):
        return _with(action, "alleged", status="hypothetical")
    if action.nominal and aims.is_projected(tree, i) and action.status == "asserted":
        return _with(action, "projected", status="planned")
    if auxiliaries & _FUTURE and _unless(tree, i) and action.type in _COOPERATIVE | _PLANNABLE:
        return _with(action, "future.unless", type="THREATEN", mode="ultimatum", promised=None)
    if auxiliaries & _FUTURE or _going_to(tree, i):
        return _future(action, conditional=bool(auxiliaries & {"would", "'d"}))
    return action


def is_duty(tree: Tree, i: int) -> bool:
    """*must, should, ought to, has to, needs to*, and *is needed, is obliged to*."""
    auxiliaries = {tree[k].lemma for k in tree.kids(i, "aux")}
    if auxiliaries & {"must", "should", "ought"}:
        return True
    return tree[i].lemma in {"need", "have", "ought"} and any("to" in tree.mark(k) for k in tree.kids(i, "xcomp"))


def is_imagined(tree: Tree, noun: int) -> bool:
    """*any attack by Seoul, a possible invasion*: spoken of, not told."""
    return any(tree[k].lemma.lower() in _IMAGINED for k in tree.kids(noun, "det", "amod"))


def is_reported(tree: Tree, inner: Action) -> bool:
    """*announced that he had met …*: a clause that tells what was done, not what will be."""
    future = any(rule.startswith("future.") for rule in inner.rules)
    return not future and tree[inner.act].deprel == "ccomp" and "to" not in tree.mark(inner.act)


def _future(action: Action, *, conditional: bool) -> Action:
    if action.status != "asserted" or action.type == "THREATEN":
        return action
    if action.type in _COOPERATIVE:
        return _with(action, "future.agree", type="AGREE", mode=None, promised=action.type)
    if action.type in _PLANNABLE:
        return _with(action, "future.planned", status="planned")
    if action.type in _THREATS:
        return _with(action, "future.threat", type="THREATEN", mode=None)
    return _with(action, "future.hypothetical", status="hypothetical") if conditional else action


def _with(action: Action, rule: str, **changes: object) -> Action:
    if "mode" not in changes and changes.get("type", action.type) != action.type:
        changes["mode"] = None
    return replace(action, rules=(*action.rules, rule), **changes)  # type: ignore[arg-type]


def _is_negated(tree: Tree, i: int) -> bool:
    kids = [k for k in tree.kids(i) if tree[k].deprel in {"advmod", "det", "cc", "cc:preconj", "neg", "mark", "case"}]
    if any(tree[k].lemma.lower() in _NEGATIONS or tree[k].form.lower() in _NEGATIONS for k in kids):
        return True
    subjects = tree.kids(i, "nsubj", "nsubj:pass", "obj")
    return any(
        tree[d].lemma in {"no", "neither"} for s in subjects for d in tree.kids(s, "det", "cc:preconj", "cc")
    ) or any(tree[s].lemma in {"nobody", "none"} for s in subjects)


def _is_conditional(tree: Tree, i: int) -> bool:
    """True inside an *if* clause, at any depth that does not leave the clause through reported speech."""
    for node in (i, *tree.ancestors(i)):
        marks = {tree[k].lemma.lower() for k in tree.kids(node, "mark", "advmod")}
        if "when" in marks and tree[node].deprel == "advcl" and tree.xpos(node) in {"VBZ", "VBP"}:
            return bool(aims.auxiliaries(tree, tree.governor(node)) & {"will", "shall"})  # *when it signs, all will …*
        if any(tree[k].lemma == "case" and tree.case(k) == "in" and k < node for k in tree.kids(node, "obl", "mark")):
            return tree[node].deprel in _CLAUSAL  # *in case they attack*
        if marks & _CONDITIONS and tree[node].deprel in _CLAUSAL:
            return True
        if tree[node].deprel in {"ccomp", "root", "acl:relcl"}:
            return False
    return False


def _is_purpose(tree: Tree, i: int, kind: str) -> bool:
    """*To strengthen ties, he said …* tells an aim; after a verb of motion or sending it tells the act itself.

    Not so of blows and of tensions: *flew in to defuse the crisis, crossed the border to drive out the rebels*.
    """
    if tree[i].deprel == "conj":
        return _is_purpose(tree, tree.governor(i), kind)
    if tree[i].deprel != "advcl" or "to" not in tree.mark(i) or tree.xpos(i) != "VB":
        return False
    head = tree.governor(i)
    return head < 0 or tree[head].lemma not in _MOVING or kind in {"ASSAULT", "CONCEDE"}


def _unless(tree: Tree, i: int) -> bool:
    """*Will open the gates unless …*: what is announced is to be averted."""
    return any("unless" in tree.mark(k) for k in tree.kids(i, "advcl"))


def _going_to(tree: Tree, i: int) -> bool:
    """*Is going to leave, is to visit*; in a headline *Brazil to send troops*."""
    head = tree.governor(i)
    if tree[i].deprel in {"root", "parataxis", "conj"} and "to" in tree.mark(i) and tree.kids(i, "nsubj"):
        return True
    if head < 0 or tree[i].deprel != "xcomp" or "to" not in tree.mark(i):
        return False
    return tree[head].form.lower() == "going" or (tree[head].lemma == "be" and tree[head].upos in {"AUX", "VERB"})
