"""Written parses of golden cases: CoNLL-U beside the text, so that grammar is tested without a model.

    python tests/treebank.py            write a draft from the live parser for every case that has no tree yet

A tree is headed by the title of its case and the sentence. ``# by = parser`` marks a draft as the live parser drew
it; whoever corrects or confirms a tree by reading writes ``# by = hand`` instead, and a draft never replaces it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from batches import document, parse_once
from cases import GOLDEN, Case, read_cases
from detente.parsing import Parser, as_seen, split
from detente.records import Parse, Token

SCHEME = "written / UD v2"


@dataclass(frozen=True)
class Tree:
    """One sentence's written parse."""

    title: str
    text: str
    by_hand: bool
    tokens: tuple[Token, ...]

    def parse(self, sentence_id: str) -> Parse:
        return Parse(sentence_id, self.tokens, SCHEME)


def read_trees(path: Path) -> dict[str, list[Tree]]:
    """Read a file of trees, by the titles of their cases; raises ValueError naming the place of a fault."""
    trees: dict[str, list[Tree]] = defaultdict(list)
    for block in path.read_text("utf-8").strip().split("\n\n") if path.exists() else ():
        tree = _tree(block, path.name)
        trees[tree.title].append(tree)
    return dict(trees)


def _tree(block: str, name: str) -> Tree:
    lines = block.splitlines()
    heads = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("# "))
    text, tokens, end = as_seen(heads["text"]), [], 0  # forms are those that the model sees
    for line in (line for line in lines if not line.startswith("#")):
        cells = line.split("\t")
        if len(cells) != 10 or text.find(cells[1], end) < 0:
            raise ValueError(f"{name}: '{heads['title']}': '{line}' is no token of '{text}'")
        start = text.find(cells[1], end)
        end = start + len(cells[1])
        feats = cells[4] if cells[5] == "_" else f"{cells[4]}|{cells[5]}"
        tokens.append(Token(cells[1], cells[2], cells[3], feats, int(cells[6]) - 1, cells[7], start, end))
    faults = [t for t in tokens if not -1 <= t.head < len(tokens)]
    if faults or sum(t.head == -1 for t in tokens) != 1 or _is_cyclic(tokens):
        raise ValueError(f"{name}: '{heads['title']}': is no tree with one root")
    return Tree(heads["title"], heads["text"], heads["by"] == "hand", tuple(tokens))


def _is_cyclic(tokens: list[Token]) -> bool:
    for i in range(len(tokens)):
        steps = 0
        while i != -1 and steps <= len(tokens):
            i, steps = tokens[i].head, steps + 1
        if steps > len(tokens):
            return True
    return False


def written(tree: Tree) -> str:
    """Write a tree as CoNLL-U."""
    lines = [f"# title = {tree.title}", f"# text = {tree.text}", f"# by = {'hand' if tree.by_hand else 'parser'}"]
    for i, t in enumerate(tree.tokens, 1):
        tag, _, feats = t.feats.partition("|")
        cells = (i, t.form, t.lemma or "_", t.upos, tag or "_", feats or "_", t.head + 1, t.deprel, "_", "_")
        lines.append("\t".join(map(str, cells)))
    return "\n".join(lines) + "\n"


def drafts(cases: Iterable[Case], parser: Parser) -> Iterator[Tree]:
    """Parse every sentence of some cases with the live parser."""
    sentences = [(case, s) for case in cases for s in split(document(case))]
    parses = parse_once([s for _, s in sentences], parser)
    for case, sentence in sentences:
        yield Tree(case.title, sentence.text, False, _words(parses[sentence.id].tokens))


def _words(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Blanks that the parser takes for tokens have no place in a treebank; they govern nothing."""
    blank = {i for i, t in enumerate(tokens) if not t.form.strip()}
    if not blank:
        return tokens
    raise ValueError(f"a sentence has doubled blanks: {' '.join(t.form for t in tokens)}")


def main() -> None:
    parser = Parser.load()
    for path in sorted(GOLDEN.glob("*.txt")):
        target = path.with_suffix(".conllu")
        known = read_trees(target)
        cases = list(read_cases(path))
        fresh = drafts((c for c in cases if c.title not in known), parser)
        for tree in fresh:
            known.setdefault(tree.title, []).append(tree)
        blocks = [written(t) for c in cases for t in known[c.title]]
        target.write_text("\n".join(blocks), "utf-8")


if __name__ == "__main__":
    main()
