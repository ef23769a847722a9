#include "store/report_reader.hpp"

#include "store/view.hpp"
#include "tests/store/databases.hpp"

#include <gtest/gtest.h>

namespace kaskad::store::testing {

namespace {

constexpr int64_t MIDNIGHT = 1'767'225'600'000;  // 2026-01-01

core::message_id id_at(int64_t utc_ms, uint32_t sequence = 0) {
    return core::make_message_id(utc_ms, 1, sequence);
}

facts::message message_of(core::message_id id) {
    facts::message message;
    message.id = id;
    message.client = {1};
    message.recipient = "491511";
    return message;
}

facts::attempt_decision decision_of(core::message_id id, uint8_t attempt, uint32_t link) {
    facts::attempt_decision decision{.message = id, .attempt = attempt, .decision = {}};
    decision.decision.link = {link};
    return decision;
}

// More than two generations of three messages each, every second one with two attempts.
void write_day(database& to, group_maker& groups) {
    for (uint32_t number = 0; number < 8; ++number) {
        const auto id = id_at(MIDNIGHT + number * 1'000);
        std::vector<facts::change> changes{put(message_of(id)), put(decision_of(id, 1, number + 1))};
        if (number % 2 == 1) changes.push_back(put(decision_of(id, 2, 99)));
        write(to, groups.make(std::move(changes), id));
    }
}

void check_day(report_reader& reader) {
    const told_query query{
        .first = id_at(MIDNIGHT + 1'000), .last = id_at(MIDNIGHT + 6'000, core::SEQUENCE_MAX), .limit = 4};
    const auto page = reader.read(query);
    ASSERT_TRUE(page.has_value()) << page.error().text;
    ASSERT_EQ(page->size(), 4u);
    for (uint32_t number = 1; number <= 4; ++number) {
        const auto& each = (*page)[number - 1];
        EXPECT_EQ(each.message.id, id_at(MIDNIGHT + number * 1'000));
        ASSERT_EQ(each.decisions.size(), number % 2 == 1 ? 2u : 1u);
        EXPECT_EQ(each.decisions.front().decision.link, core::link_id{number + 1});
    }
    const auto rest = reader.read({.first = {page->back().message.id.value + 1}, .last = query.last, .limit = 4});
    ASSERT_TRUE(rest.has_value());
    EXPECT_EQ(rest->size(), 2u);
    const auto none = reader.read({.first = id_at(MIDNIGHT + 100'000), .last = id_at(MIDNIGHT + 200'000), .limit = 4});
    ASSERT_TRUE(none.has_value());
    EXPECT_TRUE(none->empty());
}

}  // namespace

TEST(StoreReportReader, ReadsADayPageByPageOverGenerations) {
    temporary_folder folder;
    group_maker groups;
    auto database = open_sqlite({.path = folder.path() / "kaskad.db", .messages_per_generation = 3});
    ASSERT_TRUE(database.has_value());
    write_day(**database, groups);
    auto opened = open_sqlite_view({.path = folder.path() / "kaskad.db"});
    ASSERT_TRUE(opened.has_value()) << opened.error().text;
    report_reader reader{std::move(*opened)};
    check_day(reader);
}

TEST(StoreReportReader, SaysWhyItCannotOpenWhatIsNotThere) {
    temporary_folder folder;
    const auto reader = open_sqlite_view({.path = folder.path() / "kaskad.db"});
    ASSERT_FALSE(reader.has_value());
    EXPECT_FALSE(reader.error().text.empty());
}

}  // namespace kaskad::store::testing
