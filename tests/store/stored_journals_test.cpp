#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "store/file_journal.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

// A journal of every format that ever landed is kept in tests/journals and must be read as it was then. With
// KASKAD_WRITE_JOURNAL=1 the one of the present format is written anew, which is right only until it has landed.

namespace kaskad::store {
namespace {

using namespace testing;

const std::filesystem::path JOURNALS = std::filesystem::path{KASKAD_SOURCE_DIR} / "tests" / "journals";
constexpr size_t GROUPS = 80;
constexpr size_t SEGMENT = 96 * 1024;

std::string hex(std::string_view octets) {
    std::string text;
    for (const char octet : octets)
        text += fmt::format("{:02x}", static_cast<uint8_t>(octet));
    return text;
}

std::string dump(const facts::fact& fact) {
    auto text = fmt::format("  {} message {} attempt {} part {} link {} status {} reason {} note \"{}\"\n",
                            facts::to_string(fact.kind), fact.message.value, fact.attempt, fact.part, fact.link.value,
                            fact.command_status, core::to_string(fact.reason), fact.note);
    for (const auto& change : fact.changes) {
        text += fmt::format("    {} {} {} {}\n", change.gone ? "gone" : "put",
                            facts::table_name(facts::table_of(change.after)), hex(facts::key_of(change.after)),
                            hex(facts::encoded(change.after)));
    }
    return text;
}

// Every member of every record, by what it is encoded to once it was decoded.
std::string dump(const std::filesystem::path& folder) {
    std::string text;
    const auto read = read_journal(folder, 1, [&](const journal_entry& entry) {
        const auto group = facts::decode_group(entry.octets);
        ASSERT_TRUE(group.has_value()) << group.error();
        text += fmt::format("group {} steady {} utc {}\n", group->position, group->now.steady_ms, group->now.utc_ms);
        for (const auto& fact : group->facts)
            text += dump(fact);
    });
    EXPECT_TRUE(read.has_value()) << read.error().text;
    return text;
}

// What a database holds of records after it; days' roots, which are no records, stand behind them.
std::string project(const std::filesystem::path& folder) {
    memory_database database;
    const auto read = read_journal(folder, 1, [&](const journal_entry& entry) {
        auto group = facts::decode_group(entry.octets);
        ASSERT_TRUE(group.has_value());
        write(database, std::move(*group));
    });
    EXPECT_TRUE(read.has_value());
    auto text = canonical_of(database);
    if (const auto days = text.find("\nday "); days != std::string::npos) text.resize(days + 1);
    return text;
}

std::filesystem::path present() {
    return JOURNALS / fmt::format("{:04}", facts::FORMAT);
}

void write_present() {
    std::filesystem::remove_all(present());
    auto journal = file_journal::open({.folder = present(), .node = 1, .segment_octets = SEGMENT});
    ASSERT_TRUE(journal.has_value()) << journal.error().text;
    random_groups source{2025};
    for (const auto& group : source.next(GROUPS)) {
        std::string octets;
        facts::encode(group, octets);
        const journal_entry entry{.position = group.position, .octets = octets};
        ASSERT_TRUE((*journal)->append({&entry, 1}).has_value());
    }
    journal->reset();
    std::filesystem::remove(present() / "lock");
    write_file(present() / "dump.txt", dump(present()));
    write_file(present() / "database.txt", project(present()));
}

TEST(StoredJournals, AreReadAsTheyWereWritten) {
    if (std::getenv("KASKAD_WRITE_JOURNAL")) write_present();
    size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator{JOURNALS}) {
        SCOPED_TRACE(entry.path().string());
        ++found;
        EXPECT_EQ(dump(entry.path()), read_file(entry.path() / "dump.txt"));
        EXPECT_EQ(project(entry.path()), read_file(entry.path() / "database.txt"));
    }
    EXPECT_EQ(found, facts::FORMAT);
    EXPECT_TRUE(std::filesystem::exists(present()));
}

// The journal of a format is worth nothing for a table it does not hold.
TEST(StoredJournals, HoldEveryTable) {
    const auto text = read_file(present() / "dump.txt");
    for (size_t table = 0; table < std::variant_size_v<facts::record>; ++table) {
        EXPECT_NE(text.find(fmt::format("put {} ", facts::table_name(table))), std::string::npos)
            << facts::table_name(table);
    }
}

}  // namespace
}  // namespace kaskad::store
