"""Which time zones a recipient may be in, as far as the number says it. IANA names, as in tzdata, with a space between;
"" = nobody says.

A number says a single one where all clocks of its country agree, or where mobile numbers carry an area (North America,
Brazil, Mexico, Argentina). Else it may be on any of its country's clocks, and each is named once. Sources: tzdata's
zone.tab (public domain) and libphonenumber's time zones (Apache-2.0)."""

import datetime
import functools
import pathlib
import zoneinfo

from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

TZDATA = pathlib.Path("/usr/share/zoneinfo")
CODES_WITH_AREAS = ("1", "52", "54", "55")
# One official time, though tzdata keeps another for a part of the country; and what tzdata has no code for.
OFFICIAL = {
    "CN": "Asia/Shanghai",
    "UA": "Europe/Kyiv",
    "XK": "Europe/Belgrade",
    "AC": "Atlantic/St_Helena",
    "TA": "Atlantic/St_Helena",
}
# Clocks agree if they do so at noon of every fifth day of these years.
FIRST_DAY, LAST_DAY = datetime.date(2025, 1, 1), datetime.date(2029, 1, 1)


def lines_of(name):
    text = (TZDATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def country_names():
    return {columns[0]: columns[1] for columns in lines_of("iso3166.tab")}


@functools.cache
def zones_by_country():
    found = {}
    for columns in lines_of("zone.tab"):
        found.setdefault(columns[0], []).append(columns[2])
    return found


@functools.cache
def clock_of(zone):
    """The zone's offsets over the years looked at: equal clocks have equal ones."""
    days = range((LAST_DAY - FIRST_DAY).days)[::5]
    moments = (datetime.datetime.combine(FIRST_DAY + datetime.timedelta(day), datetime.time(12)) for day in days)
    return tuple(moment.replace(tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset() for moment in moments)


def with_one_of_each_clock(zones):
    """The first of those whose clocks agree, in the order given."""
    return list({clock_of(zone): zone for zone in reversed(zones)}.values())[::-1]


@functools.cache
def zones_of_country(country):
    """The first one of each clock that tzdata lists."""
    if country in OFFICIAL:
        return [OFFICIAL[country]]
    return with_one_of_each_clock(zones_by_country().get(country, []))


@functools.cache
def current_names():
    """libphonenumber keeps old names as Asia/Calcutta: {old: current}, by tzdata's links."""
    current = {zone for zones in zones_by_country().values() for zone in zones}
    links = [line.split() for line in (TZDATA / "tzdata.zi").read_text().splitlines() if line.startswith("L ")]
    return {name: target for _, target, name in links if target in current and name not in current}


def zones_of_area(prefix):
    """Of the longest prefix that libphonenumber has zones for; none where that is a whole calling code."""
    for length in range(min(len(prefix), TIMEZONE_LONGEST_PREFIX), 0, -1):
        zones = TIMEZONE_DATA.get(prefix[:length])
        if zones:
            names = [current_names().get(zone, zone) for zone in zones]
            return [] if prefix[:length] in CODES_WITH_AREAS else with_one_of_each_clock(names)
    return []


def zone_of(prefix, country):
    zones = zones_of_country(country)
    if len(zones) != 1 and prefix.startswith(CODES_WITH_AREAS):
        zones = zones_of_area(prefix) or zones
    return " ".join(zones)


def area_prefixes():
    """Where the zone of numbers with an area may change."""
    return [prefix for prefix in TIMEZONE_DATA if prefix.startswith(CODES_WITH_AREAS)]
