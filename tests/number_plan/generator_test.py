"""The generator of the number plan: its automata, its tables and the figures of its join. Run by ctest with the folder
of the generator and the folder that the build made the plan in."""

import csv
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

DATA, SHARE = pathlib.Path(sys.argv.pop(1)), pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(DATA))

import numbering
import operators
import phonenumbers
import zones
from digit_patterns import automaton


def read_plan():
    with open(SHARE / "number_plan.csv", encoding="utf-8", newline="") as file:
        return {row["prefix"]: row for row in csv.DictReader(file)}


PLAN = read_plan()
REGIONS = numbering.read_regions(DATA / "mobile_additions.csv")


def rule_of(digits):
    return next(PLAN[digits[:n]] for n in range(len(digits), 0, -1) if digits[:n] in PLAN)


class Automaton(unittest.TestCase):
    def test_agrees_with_the_pattern_itself(self):
        seed = random.SystemRandom().randrange(1 << 32)
        print("KASKAD_SEED", seed)
        source = random.Random(seed)
        for code, regions in REGIONS.items():
            patterns = [(one.country, pattern) for one in regions for pattern in one.all]
            numbers = automaton(patterns)
            for _ in range(50):
                digits = "".join(source.choice("0123456789") for _ in range(source.randint(5, 11)))
                expected = {label for label, pattern in patterns if re.fullmatch(pattern, digits)}
                self.assertEqual(numbers.labels_at(numbers.walk(digits)), expected, (code, digits))

    def test_knows_what_may_still_come(self):
        numbers = automaton([("a", r"1(?:2\d{2}|3)"), ("b", r"[12]9?")])
        self.assertEqual(numbers.labels_from(numbers.walk("12")), {"a"})
        self.assertEqual(numbers.lengths_from(numbers.walk("1")), {0, 1, 3})
        self.assertEqual(numbers.labels_from(numbers.walk("4")), set())

    def test_refuses_what_it_does_not_understand(self):
        with self.assertRaises(ValueError):
            automaton([("a", r"1(?!2)\d")])


class Countries(unittest.TestCase):
    def test_agrees_with_libphonenumber(self):
        """About examples of every country, and numbers near them."""
        source = random.Random(1)  # the same numbers every time: the answer is fixed by installed data
        compared = 0
        for region in sorted(phonenumbers.SUPPORTED_REGIONS):
            mobile = phonenumbers.PhoneMetadata.metadata_for_region(region).mobile
            example = (mobile and mobile.example_number) or "71234567"
            for changed in range(len(example)):
                kept = len(example) - changed
                digits = example[:kept] + "".join(source.choice("0123456789") for _ in range(changed))
                code = phonenumbers.country_code_for_region(region)
                number = phonenumbers.PhoneNumber(country_code=code, national_number=int(digits))
                expected = phonenumbers.region_code_for_number(number)
                if expected and not digits.startswith("0"):
                    self.assertEqual(rule_of(f"{code}{digits}")["country"], expected, digits)
                    compared += 1
        self.assertGreater(compared, 1_000)

    def test_every_calling_code_of_people_has_a_rule(self):
        for code in set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE) - numbering.NOT_FOR_PEOPLE:
            self.assertIn(str(code), PLAN)

    def test_shared_calling_codes(self):
        # From the plans of NANPA, Ofcom, the Kazakh and the Russian ministries, ARCEP and AGCOM.
        table = {
            "12125550100": "US", "14165550100": "CA", "18765550100": "JM", "17875550100": "PR", "12425550100": "BS",
            "12575550100": "CA", "447400123456": "GB", "447781123456": "GG", "447797712345": "JE", "447624123456": "IM",
            "79161234567": "RU", "77011234567": "KZ", "393471234567": "IT", "262692123456": "RE", "262639123456": "YT",
            "59996712345": "CW", "5993181234": "BQ", "881612345678": "ZZ",
        }  # fmt: skip
        for digits, country in table.items():
            self.assertEqual(rule_of(digits)["country"], country, digits)


class Zones(unittest.TestCase):
    def test_zones_where_the_number_says_one(self):
        table = {
            "4915112345678": "Europe/Berlin", "447400123456": "Europe/London", "12125550100": "America/New_York",
            "13105550100": "America/Los_Angeles", "14165550100": "America/Toronto", "919812345678": "Asia/Kolkata",
            "5592912345678": "America/Manaus", "5511912345678": "America/Sao_Paulo", "8613812345678": "Asia/Shanghai",
            "213551234567": "Africa/Algiers", "380501234567": "Europe/Kyiv", "9779812345678": "Asia/Kathmandu",
            # An area on the border of two.
            "12082001234": "America/Boise America/Los_Angeles",
            # Mobile numbers of countries with several clocks do not say where they are: on any of them.
            "34609123456": "Europe/Madrid Atlantic/Canary", "351912345678": "Europe/Lisbon Atlantic/Azores",
        }  # fmt: skip
        for digits, zone in table.items():
            self.assertEqual(rule_of(digits)["zone"], zone, digits)

    def test_countries_have_each_of_their_clocks_once(self):
        # Russia's eleven hours, by law 107-FZ; Australia's mainland has five, Lord Howe and Macquarie their own.
        self.assertEqual(len(rule_of("79161234567")["zone"].split()), 11)
        for digits, some in (("61412345678", {"Australia/Perth", "Australia/Darwin", "Australia/Brisbane"}),
                             ("18005550100", {"America/New_York", "America/Chicago", "Pacific/Honolulu"})):  # fmt: skip
            found = rule_of(digits)["zone"].split()
            self.assertLessEqual(some, set(found), digits)
            self.assertEqual(len({zones.clock_of(zone) for zone in found}), len(found), digits)

    def test_every_zone_is_one_that_tzdata_has_today(self):
        for zone in {zone for row in PLAN.values() for zone in row["zone"].split()}:
            self.assertTrue((zones.TZDATA / zone).is_file(), zone)
            self.assertNotIn(zone, zones.current_names())


class Operators(unittest.TestCase):
    def test_names_are_compared_without_dress(self):
        self.assertEqual(operators.spelled("Türk Telekom A.S."), operators.spelled("turk telekom"))
        self.assertEqual(operators.spelled("BITĖ"), "bite")
        self.assertEqual(operators.spelled("3"), "3")
        self.assertNotEqual(operators.spelled("LG U+"), operators.spelled("LG U"))

    def test_operators_and_codes_of_known_prefixes(self):
        table = {
            "4915112345678": ("DE/telekom", "26201"), "4917612345678": ("DE/o2", "26203"),
            "4915701234567": ("DE/eplus-telogic", ""), "4915773123456": ("DE/o2", "26203"),
            "34609123456": ("ES/movistar", "21407"), "306971234567": ("GR/cosmote", "20201"),
            "447701123456": ("GB/o2", "23410"), "33607123456": ("FR/orange", "20801"),
            "48601123456": ("PL/plus", "26001"), "79031234567": ("RU/beeline", "25099"),
        }  # fmt: skip
        for digits, expected in table.items():
            rule = rule_of(digits)
            self.assertEqual((rule["group"], rule["mccmnc"]), expected, digits)

    def test_a_code_of_another_country_is_refused(self):
        for row, reason in (
            ("FR,Orange,Orange,26201", "is a code of DE"),
            ("DE,A,B,26201\nDE,C,B,26202", "two codes"),
            ("DE,A,B,\nDE,a,C,", "two groups"),
        ):
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
                file.write("country,name,group,mccmnc\n" + row + "\n")
                file.flush()
                with self.assertRaisesRegex(ValueError, reason):
                    operators.directory(file.name)

    def test_the_join_does_not_get_worse(self):
        figures = json.loads((SHARE / "number_plan.json").read_text())
        join = figures["join"]
        self.assertEqual(sum(join.values()), figures["prefixes"])
        self.assertGreaterEqual(figures["prefixes"], 28_000)
        self.assertGreaterEqual(figures["countries"], 240)
        self.assertGreaterEqual(join["exact"] + join["alias"], 5_500)
        self.assertGreaterEqual(join["exact"] + join["alias"] + join["fact"], 18_000)
        self.assertLessEqual(join["none"], 6_500)

    def test_a_group_has_one_code_and_one_country(self):
        codes = {}
        for row in PLAN.values():
            if row["group"]:
                self.assertEqual(codes.setdefault(row["group"], row["mccmnc"]), row["mccmnc"], row["group"])
                self.assertTrue(row["group"].startswith(row["country"] + "/"))


class Files(unittest.TestCase):
    def test_equal_data_give_equal_files(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-B", DATA / "generate.py", folder], check=True, stdout=subprocess.DEVNULL)
            for name in ("number_plan.csv", "number_plan.json", "mobile_ranges.cpp"):
                self.assertEqual((pathlib.Path(folder) / name).read_bytes(), (SHARE / name).read_bytes(), name)

    def test_no_rule_says_what_a_shorter_one_says(self):
        for prefix, row in PLAN.items():
            wider = next((PLAN[prefix[:n]] for n in range(len(prefix) - 1, 0, -1) if prefix[:n] in PLAN), None)
            self.assertNotEqual({**row, "prefix": ""}, wider and {**wider, "prefix": ""}, prefix)


if __name__ == "__main__":
    unittest.main()
