#include "config/key.hpp"
#include "config/reference.hpp"
#include "config/summary.hpp"
#include "config/toml_text.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

// The files that come with Kaskad are accepted, and kaskad.toml tells the truth about every key and default.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::string FOLDER = std::string{KASKAD_SOURCE_DIR} + "/config/";

std::string shipped(const std::string& name) {
    const auto text = read_file(FOLDER + name);
    EXPECT_TRUE(text) << (text ? "" : text.error());
    return text.value_or("");
}

// "#port = 8080" and "#[[link]]" become lines of the file; "# explanations" stay.
std::string switched_on(const std::string& text) {
    std::istringstream lines{text};
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        const bool is_option = line.size() > 1 && line[0] == '#' && (line[1] == '[' || std::islower(line[1]) != 0);
        result += (is_option ? line.substr(1) : line) + "\n";
    }
    return result;
}

value tree_of(const std::string& text) {
    problems found{"kaskad.toml"};
    const auto root = parse_toml(text, found);
    EXPECT_TRUE(root) << (root ? "" : to_string(found.in_order()[0]));
    return root.value_or(value{});
}

// All tables of a path: one for [api], any number for [[client.key]].
std::vector<const value*> tables_at(const value& root, std::string_view path) {
    std::vector<const value*> here{&root};
    while (!path.empty()) {
        const size_t dot = std::min(path.find('.'), path.size());
        std::vector<const value*> next;
        for (const auto* table : here) {
            const auto* found = table->find(path.substr(0, dot));
            if (found == nullptr) continue;
            if (found->kind != value_kind::list) next.push_back(found);
            for (const auto& item : found->items)
                next.push_back(&item);
        }
        here = std::move(next);
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return here;
}

std::vector<std::string> values_of(const value& root, const std::string& path, const std::string& key) {
    std::vector<std::string> values;
    for (const auto* table : tables_at(root, path)) {
        if (const auto* found = table->find(key)) values.push_back(to_toml(*found));
    }
    return values;
}

// What kaskad.toml would mislead people about.
std::vector<std::string> untruths(const std::string& text) {
    const auto root = tree_of(switched_on(text));
    std::vector<std::string> found;
    for (const auto& section : reference()) {
        for (const auto& key : section.keys) {
            const auto values = values_of(root, section.path, key.name);
            const auto name = section.path + (section.path.empty() ? "" : ".") + key.name;
            if (values.empty()) {
                found.push_back(name + " is missing");
            } else if (!key.shown.empty() && std::ranges::find(values, key.shown) == values.end()) {
                found.push_back(name + " is " + key.shown + ", not " + values[0]);
            }
        }
    }
    return found;
}

TEST(ConfigShippedFile, DemoLoadsWithoutAWarning) {
    const auto demo = load(FOLDER + "demo.toml");
    ASSERT_TRUE(demo) << to_string(demo.error()[0]);
    EXPECT_THAT(lines_of(demo->warnings), IsEmpty());
    EXPECT_EQ(demo->process.api.address, "127.0.0.1");
    EXPECT_EQ(demo->process.api.port, 8080);
    EXPECT_EQ(demo->process.store.path, "./data");
    std::vector<std::pair<std::string, int>> links;
    std::vector<std::string> accounts;
    for (const auto& link : demo->declared.links) {
        if (link.channel == core::channel::sms) links.emplace_back(link.name, link.port);
        if (link.channel != core::channel::sms) accounts.push_back(link.name);
    }
    EXPECT_THAT(accounts, ElementsAre("viber"));
    EXPECT_THAT(links, ElementsAre(std::pair{"alpha", 27751}, std::pair{"bravo", 27752}, std::pair{"charlie", 27753}));
    EXPECT_EQ(demo->declared.clients.at(0).value.name, "demo");
    EXPECT_FALSE(demo->declared.clients.at(0).value.keys.at(0).operator_scope);
    EXPECT_TRUE(demo->declared.clients.at(1).value.keys.at(0).operator_scope);
    EXPECT_GT(demo->declared.plan.size(), 100u);
}

// As ./run starts it: the same file beside the plan that the build made.
TEST(ConfigShippedFile, DemoLoadsWithTheNumberPlanOfTheWorld) {
    const auto demo = load(KASKAD_BINARY_DIR "/share/demo.toml");
    ASSERT_TRUE(demo) << to_string(demo.error()[0]);
    EXPECT_THAT(lines_of(demo->warnings), IsEmpty());
    EXPECT_GT(demo->declared.plan.size(), 30'000u);
}

// ./run shows a cheap, a middle and a dear operator; a demo that loses money on every message would be odd.
TEST(ConfigShippedFile, DemoBuysBelowWhatItSells) {
    const auto demo = load(FOLDER + "demo.toml");
    ASSERT_TRUE(demo);
    const auto price = [&](std::string_view link, std::string_view client, const std::string& country) {
        for (const auto& each : demo->declared.prices)
            if (each.link == link && each.client == client && each.row.country == country) return each.row.price.e8;
        return int64_t{0};
    };
    for (const auto& each : demo->declared.prices) {
        const auto& country = each.row.country;
        if (!each.link.empty() || !each.client.empty() || country.empty()) continue;
        EXPECT_GT(price("alpha", "", country), 0) << country;
        EXPECT_LT(price("alpha", "", country), price("bravo", "", country)) << country;
        EXPECT_LT(price("bravo", "", country), price("charlie", "", country)) << country;
        EXPECT_LT(price("charlie", "", country), each.row.price.e8) << country;
    }
    EXPECT_GT(price("", "demo", "DE"), price("charlie", "", "DE"));
}

TEST(ConfigShippedFile, KaskadTomlLoads) {
    const auto result = load(FOLDER + "kaskad.toml");
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    EXPECT_THAT(lines_of(result->warnings), IsEmpty());
}

TEST(ConfigShippedFile, KaskadTomlLoadsWithEveryOptionSwitchedOn) {
    EXPECT_THAT(mistakes(switched_on(shipped("kaskad.toml"))), IsEmpty());
}

TEST(ConfigShippedFile, KaskadTomlNamesEveryKeyAndItsDefault) {
    EXPECT_THAT(untruths(shipped("kaskad.toml")), IsEmpty());
}

TEST(ConfigShippedFile, KaskadTomlExplainsEveryKey) {
    std::string prose;  // of one line
    std::istringstream lines{shipped("kaskad.toml")};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("# ")) prose += line.substr(2) + " ";
    for (const auto& section : reference()) {
        for (const auto& key : section.keys)
            EXPECT_NE(prose.find(key.doc), prose.npos) << section.path << "." << key.name << ": " << key.doc;
    }
}

// The lines that explain a key: those between the blank line and the key itself.
std::string explanation_of(const std::string& text, const std::string& section, const std::string& key) {
    std::istringstream lines{text};
    std::string here;
    std::string prose;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("[")) here = line.substr(1, line.find(']') - 1);
        if (here == section && line.starts_with("#" + key + " = ")) return prose;
        prose = line.starts_with("# ") ? prose + line.substr(2) + " " : "";
    }
    return {};
}

TEST(ConfigShippedFile, KaskadTomlExplainsEachOptionOfTheEngineWhereItStands) {
    size_t count = 0;
    for (const auto& section : reference()) {
        // The classes have the same keys; the first one explains them.
        if (section.path != "engine" && section.path != "engine.class.otp") continue;
        for (const auto& key : section.keys) {
            EXPECT_THAT(explanation_of(shipped("kaskad.toml"), section.path, key.name), StartsWith(key.doc))
                << key.name;
            ++count;
        }
    }
    EXPECT_GT(count, 20u);
}

TEST(ConfigShippedFile, ThatLiesIsNoticed) {
    auto text = shipped("kaskad.toml");
    const auto replace = [&](std::string_view from, std::string_view to) {
        const size_t at = text.find(from);
        ASSERT_NE(at, text.npos) << from;
        text.replace(at, from.size(), to);
    };
    replace("\n#port = 8080\n", "\n#port = 8081\n");
    replace("#queue_hot = 10000\n", "");
    replace("#window = 10\n", "#window = 11\n");
    EXPECT_THAT(untruths(text),
                ElementsAre("api.port is 8080, not 8081", "engine.queue_hot is missing", "link.window is 10, not 11"));
}

// A file that was half written when a reload read it: it is refused or read, never worse.
TEST(ConfigShippedFile, CutAnywhereEndsInWords) {
    const auto text = shipped("demo.toml");
    const files plan{{"number_plan.csv", shipped("number_plan.csv")}};
    for (size_t length = 0; length < text.size(); length += 89) {
        for (const auto& line : mistakes(text.substr(0, length), plan))
            EXPECT_TRUE(line.starts_with("kaskad.toml:")) << line;
    }
}

TEST(ConfigShippedFile, ReferenceCanBeReadAsAFile) {
    EXPECT_THAT(mistakes(reference_text()), IsEmpty());
}

}  // namespace
}  // namespace kaskad::config
