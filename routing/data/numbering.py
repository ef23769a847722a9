"""What the phone metadata says of calling codes: which country a prefix belongs to, and how long a mobile number is.

Source: Google's libphonenumber, by Debian's python3-phonenumbers (Apache-2.0); what changed since stands in
mobile_additions.csv."""

import csv
import functools

import phonenumbers

from digit_patterns import DIGITS, automaton

INTERNATIONAL = "ZZ"  # numbers of no country: satellites and international networks
NOT_FOR_PEOPLE = {800, 808, 878, 888, 979}  # freephone, shared cost, personal, relief, premium rate
NATIONAL_DIGITS_MAX = 14
MOBILE_DEPTH = 3  # so many digits behind the calling code tell mobile ranges apart; more would age faster


def country_of(region):
    return INTERNATIONAL if region == "001" else region


def read_rows(path):
    """The rows of a CSV file of ours, without comments and heading."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(line for line in file if line.strip() and not line.startswith("#")))
    return rows[1:]


class region:
    def __init__(self, calling_code, name, added):
        data = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(calling_code, name)
        self.country = country_of(name)
        self.leading_digits = data.leading_digits
        self.mobile = patterns_of(data.mobile) + added.get(self.country, [])
        self.all = self.mobile + patterns_of(data.fixed_line)


def patterns_of(description):
    pattern = description and description.national_number_pattern
    return [pattern] if pattern else []


def read_regions(additions_path):
    """By calling code, its regions; the first is the one that numbers nobody claims belong to."""
    added = {}
    for country, pattern, _source in read_rows(additions_path):
        added.setdefault(country, []).append(pattern)
    return {
        code: [region(code, name, added) for name in names]
        for code, names in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        if code not in NOT_FOR_PEOPLE
    }


class shared_code:
    """Divides a calling code among its countries, as libphonenumber does: in their order, the first whose leading digits
    the number has, or, where it has none, whose numbers it is one of."""

    def __init__(self, regions):
        self.order = [one.country for one in regions]
        self.with_leading_digits = {one.country for one in regions if one.leading_digits}
        self.automaton = automaton(
            (one.country, pattern) for one in regions for pattern in self._patterns(one)
        )
        self.winners = functools.cache(self._winners)

    @staticmethod
    def _patterns(one):
        if one.leading_digits:
            return [f"(?:{one.leading_digits})\\d{{0,{NATIONAL_DIGITS_MAX}}}"]
        return one.all

    def _winners(self, place):
        """Every country that some number through here belongs to."""
        here = self.automaton.labels_at(place)
        found = {next(country for country in self.order if country in here)} if here else set()
        for digit in DIGITS:
            behind = self.automaton.step(place, digit)
            if behind:
                found |= self.winners(behind)
        return frozenset(found)

    def prefixes(self):
        """(national prefix, country) of all that is not the first country's; the shortest prefixes that say it."""
        found, waiting = [], [("", self.automaton.start)]
        while waiting:
            prefix, place = waiting.pop()
            winners = self.winners(place)
            begun = winners & self.with_leading_digits - self.automaton.labels_at(place)
            if len(winners) > 1 or begun:
                waiting += [(prefix + digit, self.automaton.step(place, digit)) for digit in DIGITS]
            elif winners and winners != {self.order[0]}:
                found.append((prefix, *winners))
        return sorted(found)


def country_prefixes(regions_by_code):
    """{prefix: country}: every calling code, and what in it belongs to other countries."""
    rows = {}
    for code, regions in regions_by_code.items():
        rows[str(code)] = regions[0].country
        if len(regions) > 1:
            rows |= {f"{code}{prefix}": country for prefix, country in shared_code(regions).prefixes()}
    return rows


def mobile_ranges(regions_by_code):
    """{prefix: set of lengths}: how many digits a mobile number has in all, calling code included, by how it begins.
    A calling code without mobile numbers has no row."""
    rows = {}
    for code, regions in regions_by_code.items():
        patterns = [(one.country, pattern) for one in regions for pattern in one.mobile]
        if patterns:
            rows |= ranges_below(str(code), automaton(patterns))
    return rows


def lengths_of(code, ranges):
    """All that a mobile number of the calling code may have."""
    return frozenset().union(*(lengths for prefix, lengths in ranges.items() if prefix.startswith(code)))


def ranges_below(code, numbers):
    found = {}

    def visit(prefix, place, depth):
        lengths = frozenset(len(prefix) + length for length in numbers.lengths_from(place))
        behind = [numbers.step(place, digit) for digit in DIGITS]
        same = {frozenset(len(prefix) + 1 + length for length in numbers.lengths_from(one)) for one in behind}
        if depth == MOBILE_DEPTH or same == {lengths}:
            found[prefix] = lengths
            return
        for digit, one in zip(DIGITS, behind):
            if one:
                visit(prefix + digit, one, depth + 1)

    visit(code, numbers.start, 0)
    return found
