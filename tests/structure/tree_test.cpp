#include "tests/structure/tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What holds for every file of the tree, and proof that each check notices the opposite.

namespace kaskad::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using check = complaints (*)(const source_file&);

std::string complaints_about(const std::vector<source_file>& files, check rule) {
    std::string text;
    for (const auto& file : files) {
        for (const auto& complaint : rule(file))
            text += "\n  " + complaint;
    }
    return text;
}

std::string lines(size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i)
        text += '\n';
    return text;
}

TEST(Tree, IsFoundWhole) {
    const auto files = find_files(KASKAD_SOURCE_DIR);
    const auto has = [&](std::string_view path) {
        return std::ranges::any_of(files, [&](const source_file& file) { return file.path == path; });
    };
    EXPECT_TRUE(has("CMakeLists.txt"));
    EXPECT_TRUE(has(".ci/run"));
    EXPECT_TRUE(has("core/money.hpp"));
    EXPECT_TRUE(has("tests/structure/tree_test.cpp"));
}

TEST(Tree, FileNamesSaySomething) {
    EXPECT_EQ(complaints_about(find_sources(KASKAD_SOURCE_DIR), check_name), "");
}

TEST(Tree, FilesAreShort) {
    EXPECT_EQ(complaints_about(find_sources(KASKAD_SOURCE_DIR), check_length), "");
}

TEST(Tree, HeadersBeginWithPragmaOnce) {
    EXPECT_EQ(complaints_about(find_sources(KASKAD_SOURCE_DIR), check_pragma), "");
}

TEST(Tree, SourcesIncludeTheirOwnHeaderFirst) {
    std::string text;
    for (const auto& complaint : check_own_headers(find_sources(KASKAD_SOURCE_DIR)))
        text += "\n  " + complaint;
    EXPECT_EQ(text, "");
}

TEST(Tree, KeepsFloatingPointFromMoney) {
    EXPECT_EQ(complaints_about(find_sources(KASKAD_SOURCE_DIR), check_money), "");
}

TEST(Tree, NamesNoMachineAndNoRegistry) {
    EXPECT_EQ(complaints_about(find_files(KASKAD_SOURCE_DIR), check_traces), "");
}

TEST(TreeCheck, RefusesEmptyWordsInFileNames) {
    EXPECT_THAT(check_name({"core/utils.hpp", ""}), ElementsAre("core/utils.hpp: 'utils' does not say what is in it"));
    EXPECT_EQ(check_name({"net/http_handler.cpp", ""}).size(), 1u);
    EXPECT_EQ(check_name({"net/session_manager.cpp", ""}).size(), 1u);
    EXPECT_THAT(check_name({"smpp/commonwealth.hpp", ""}), IsEmpty());
}

TEST(TreeCheck, RefusesLongFiles) {
    EXPECT_THAT(check_length({"a.cpp", lines(file_lines_max)}), IsEmpty());
    EXPECT_THAT(check_length({"a.cpp", lines(file_lines_max + 1)}), ElementsAre("a.cpp: 400 lines, at most 399"));
}

TEST(TreeCheck, RefusesMoneyInFloatingPoint) {
    const auto bad = check_money({"billing/tariff.hpp", "int a;\nstruct step { double price; };\n"});
    EXPECT_THAT(bad, ElementsAre("billing/tariff.hpp:2: money in floating point"));
    EXPECT_EQ(check_money({"engine/level_prices.cpp", "auto x = static_cast<float>(price.e8);"}).size(), 1u);
    EXPECT_EQ(check_money({"gateway/usage_sums.cpp", "using sum = double;"}).size(), 1u);
    EXPECT_EQ(check_money({"gateway/invoice_pdf.cpp", "float x = 1;"}).size(), 1u);
    EXPECT_THAT(check_money({"billing/ledger.hpp", "// The double-entry rules.\nint doubled; int a_double;"}),
                IsEmpty());
    EXPECT_THAT(check_money({"routing/choice.hpp", "double cost;"}), IsEmpty());
}

TEST(TreeCheck, RefusesHeadersThatMayBeReadTwice) {
    EXPECT_THAT(check_pragma({"a.hpp", "#pragma once\n"}), IsEmpty());
    EXPECT_EQ(check_pragma({"a.hpp", "#include <x>\n"}).size(), 1u);
    EXPECT_THAT(check_pragma({"a.cpp", ""}), IsEmpty());
}

TEST(TreeCheck, RefusesAnotherHeaderBeforeItsOwn) {
    const source_file header{"a/b.hpp", "#pragma once\n"};
    EXPECT_THAT(check_own_headers({header, {"a/b.cpp", "#include \"a/b.hpp\"\n#include <x>\n"}}), IsEmpty());
    EXPECT_THAT(check_own_headers({header, {"a/b.cpp", "#include <x>\n#include \"a/b.hpp\"\n"}}),
                ElementsAre("a/b.cpp: does not include a/b.hpp first"));
    EXPECT_THAT(check_own_headers({{"a/b.cpp", "#include <x>\n"}}), IsEmpty());
}

TEST(TreeCheck, RefusesTracesOfTheWorkplace) {
    const std::string path = std::string("see /wo") + "rk/shared";
    EXPECT_THAT(check_traces({"a.md", "\n" + path}), ElementsAre(std::string("a.md:2: mentions /wo") + "rk/"));
    EXPECT_EQ(check_traces({"package-lock.json", std::string("https://registry.np") + "mjs.org/x"}).size(), 1u);
    EXPECT_THAT(check_traces({"a.md", "the network/session, a framework/ and https://example.org/"}), IsEmpty());
}

}  // namespace
}  // namespace kaskad::structure
