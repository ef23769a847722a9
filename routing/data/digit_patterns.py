"""Turns the phone metadata's patterns over digits into automata that can be walked digit by digit.

A pattern says which whole national numbers are valid. Routing needs the opposite direction: what may still come of the
digits seen so far. Reads patterns only; knows nothing of countries."""

import functools

try:
    from re import _parser as pattern_parser
except ImportError:  # before Python 3.11
    import sre_parse as pattern_parser

DIGITS = "0123456789"


class automaton:
    """The union of labelled patterns. A place is a frozen set of states; walk it with step()."""

    def __init__(self, patterns):
        """patterns: (label, pattern) pairs; a label may come several times."""
        self._empty = []  # by state: the states reached without a digit
        self._digits = []  # by state: (set of digits, state) or None
        self._label = []  # by state: the label that is accepted there, or None
        starts = set()
        for label, pattern in patterns:
            start = self._add_state()
            end = self._append(start, pattern_parser.parse(pattern))
            self._label[end] = label
            starts.add(start)
        self.start = self._closure(starts)
        self.step = functools.cache(self._step)
        self.labels_at = functools.cache(self._labels_at)
        self.labels_from = functools.cache(self._labels_from)
        self.lengths_from = functools.cache(self._lengths_from)

    def _add_state(self):
        self._empty.append([])
        self._digits.append(None)
        self._label.append(None)
        return len(self._empty) - 1

    def _append(self, state, items):
        """Adds the parsed items behind the state; returns the state behind them."""
        for kind, value in items:
            state = self._append_item(state, str(kind), value)
        return state

    def _append_item(self, state, kind, value):
        if kind in ("LITERAL", "IN"):
            after = self._add_state()
            self._digits[state] = (digits_of(kind, value), after)
            return after
        if kind == "SUBPATTERN":
            return self._append(state, value[-1])
        if kind == "BRANCH":
            return self._append_branches(state, value[1])
        if kind == "MAX_REPEAT":
            return self._append_repeat(state, *value)
        raise ValueError(f"a pattern has {kind}, which numbers' patterns were not known to have")

    def _append_branches(self, state, branches):
        after = self._add_state()
        for branch in branches:
            first = self._add_state()
            self._empty[state].append(first)
            self._empty[self._append(first, branch)].append(after)
        return after

    def _append_repeat(self, state, least, most, items):
        after = self._add_state()
        for count in range(int(most)):
            if count >= least:
                self._empty[state].append(after)
            fresh = self._add_state()
            self._empty[state].append(fresh)
            state = self._append(fresh, items)
        self._empty[state].append(after)
        return after

    def _closure(self, states):
        found, waiting = set(states), list(states)
        while waiting:
            for state in self._empty[waiting.pop()]:
                if state not in found:
                    found.add(state)
                    waiting.append(state)
        return frozenset(found)

    def _step(self, place, digit):
        """The place behind one more digit; empty where no pattern goes on."""
        edges = (self._digits[state] for state in place)
        return self._closure({edge[1] for edge in edges if edge and digit in edge[0]})

    def walk(self, digits):
        place = self.start
        for digit in digits:
            place = self.step(place, digit)
        return place

    def _labels_at(self, place):
        """Whose whole number ends here."""
        return frozenset(self._label[state] for state in place) - {None}

    def _labels_from(self, place):
        """Whose numbers end here or further on."""
        found = set(self.labels_at(place))
        for digit in DIGITS:
            behind = self.step(place, digit)
            if behind:
                found |= self.labels_from(behind)
        return frozenset(found)

    def _lengths_from(self, place):
        """How many more digits numbers have that go through here."""
        found = {0} if self.labels_at(place) else set()
        for digit in DIGITS:
            behind = self.step(place, digit)
            if behind:
                found |= {length + 1 for length in self.lengths_from(behind)}
        return frozenset(found)


def digits_of(kind, value):
    """The digits that a literal or a class of the parsed pattern stands for."""
    if kind == "LITERAL":
        return frozenset(chr(value))
    found = set()
    for part, detail in value:
        if str(part) == "LITERAL":
            found.add(chr(detail))
        elif str(part) == "RANGE":
            found |= {chr(code) for code in range(detail[0], detail[1] + 1)}
        else:  # the category \d
            found |= set(DIGITS)
    return frozenset(found) & frozenset(DIGITS)
