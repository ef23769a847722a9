"""Joins the operators' names of the prefix data with groups and network codes.

Sources: libphonenumber's carrier names (Apache-2.0), mobile-broadband-provider-info (public domain), and operators.csv,
facts of our own. A network code is given only where exactly one fits."""

import collections
import re
import unicodedata
import xml.etree.ElementTree as ElementTree

from numbering import read_rows

PROVIDERS = "/usr/share/mobile-broadband-provider-info/serviceproviders.xml"
LEGAL_FORMS = set(
    "ab ad ag as asa aps bv co company corp corporation doo gmbh inc jsc kg limited llc ltd nv oao ojsc ooo oy pjsc plc "
    "pty sa sas sal sia spa srl sro uab zao".split()
)


def spelled(name):
    """A name without case, accents, punctuation and legal forms."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    words = [word for word in re.split(r"[^\w&+]+", re.sub(r"['’.]", "", plain)) if word]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "-".join(words)


# Mobile country codes that several countries use, while the provider data write them to one.
SHARED_MCC = {"234": {"GB", "GG", "IM", "JE"}, "340": {"BL", "GF", "GP", "MF", "MQ"}, "647": {"RE", "YT"}}


class operator:
    """group: the key of the operator group, as DE/o2. how the code was found: exact (the provider data have the very name,
    with one code), alias (the name as we spell it, or its group's), fact (it stands in operators.csv only), several (the
    provider data have more than one code), none."""

    def __init__(self, country, name, mccmnc, how):
        self.name, self.mccmnc, self.how = name, mccmnc, how
        self.group = f"{country}/{spelled(name)}"


def read_providers():
    """{(country, name as written): codes} and {(country, spelled): codes}."""
    written, simple = collections.defaultdict(set), collections.defaultdict(set)
    for country in ElementTree.parse(PROVIDERS).getroot():
        for provider in country.findall("provider"):
            codes = {one.get("mcc") + one.get("mnc") for one in provider.iter("network-id")}
            for name in provider.findall("name"):
                written[country.get("code").upper(), name.text.strip()] |= codes
                simple[country.get("code").upper(), spelled(name.text)] |= codes
    return written, simple


class directory:
    def __init__(self, aliases_path):
        self._written, self._simple = read_providers()
        self._groups, self._codes = {}, {}
        self.unused = set()  # aliases that no name of the prefix data asked for
        rows = read_rows(aliases_path)
        for country, name, group, mccmnc in rows:
            self._add_alias(country, name, group, mccmnc)
        self._known = {}

    def _add_alias(self, country, name, group, mccmnc):
        key, of_group = (country, spelled(name)), (country, spelled(group))
        if self._groups.setdefault(key, group) != group:
            raise ValueError(f"operators.csv: {country},{name} stands for two groups")
        self.unused.add(key)
        if not mccmnc:
            return
        if self._codes.setdefault(of_group, mccmnc) != mccmnc:
            raise ValueError(f"operators.csv: {country},{group} has two codes")
        countries = self._countries_of(mccmnc[:3])
        if countries and country not in countries:
            raise ValueError(f"operators.csv: {mccmnc} of {country},{name} is a code of {', '.join(sorted(countries))}")

    def _countries_of(self, mcc):
        """Empty: the provider data do not know the code."""
        known = {country for (country, _), codes in self._simple.items() if any(code[:3] == mcc for code in codes)}
        return known | SHARED_MCC.get(mcc, set())

    def find(self, country, name):
        """The operator whose name the prefix data writes so."""
        if (country, name) not in self._known:
            self.unused.discard((country, spelled(name)))
            group = self._groups.get((country, spelled(name)), name)
            self._known[country, name] = operator(country, group, *self._code(country, name, group))
        return self._known[country, name]

    def _code(self, country, name, group):
        ways = (
            ("exact", self._written.get((country, name), set())),
            ("alias", self._simple.get((country, spelled(name)), set())),
            ("alias", self._simple.get((country, spelled(group)), set())),
        )
        if code := self._codes.get((country, spelled(group))):
            return code, next((how for how, codes in ways if codes == {code}), "fact")
        codes = next(((how, codes) for how, codes in ways if codes), ("none", set()))
        return (*codes[1], codes[0]) if len(codes[1]) == 1 else ("", "several" if codes[1] else "none")
