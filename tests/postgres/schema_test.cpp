#include "engine/facts/codec.hpp"
#include "engine/facts/history.hpp"
#include "store/migrations.hpp"
#include "store/postgres_database.hpp"
#include "store/view.hpp"
#include "tests/postgres/postgres_server.hpp"
#include "tests/postgres/quick_options.hpp"
#include "tests/store/databases.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

// What an older program left in PostgreSQL is migrated at the start, with the rows that are in it.

namespace kaskad::store::testing {
namespace {

constexpr size_t FIRST_WITH_A_DATABASE = 2;
const auto ID = core::make_message_id(1738368000000, 0, 0);  // in February 2025
constexpr int FEBRUARY_2025 = 61;                            // months since January 2020

std::string octets(const std::string& value) {
    std::string text = "'\\x";
    for (const char octet : value)
        text += fmt::format("{:02x}", static_cast<uint8_t>(octet));
    return text + "'";
}

// As the program of that schema made it.
std::string schema_sql(size_t schema) {
    std::string sql =
        "CREATE SCHEMA kaskad; CREATE TABLE kaskad.schema_version (version bigint NOT NULL); SET search_path = kaskad;";
    sql += fmt::format("INSERT INTO schema_version VALUES ({});", schema);
    for (const auto migration : postgres_migrations().first(schema))
        sql += migration;
    return sql;
}

std::string rows_sql() {
    std::string history;
    facts::append({.position = 1, .note = "taken"}, history);
    const auto message = facts::encoded(facts::message{.id = ID, .client = {2}, .recipient = "49151"});
    const auto posting = facts::encoded(billing::posting{.sequence = 3, .message = ID});
    const auto account = facts::encoded(billing::account{.id = {7}, .posted = core::amount{5}});
    std::string sql;
    for (const auto table : {"message", "message_text", "history", "decision", "operator_id"})
        sql += fmt::format("CREATE TABLE {0}_2025_02 PARTITION OF {0} FOR VALUES FROM ({1}) TO ({2});", table, ID.value,
                           ID.value + 1'000'000);
    sql += fmt::format("CREATE TABLE posting_2025_02 PARTITION OF posting FOR VALUES FROM ({}) TO ({});", FEBRUARY_2025,
                       FEBRUARY_2025 + 1);
    sql += fmt::format("INSERT INTO message VALUES ({}, 2, '', '49151', 0, 0, 0, 0, {});", ID.value, octets(message));
    sql += fmt::format("INSERT INTO history VALUES ({}, 1, {});", ID.value, octets(history));
    sql += fmt::format("INSERT INTO posting VALUES (3, {}, {}, {});", FEBRUARY_2025, ID.value, octets(posting));
    sql += fmt::format("INSERT INTO account VALUES (7, {});", octets(account));
    sql += "UPDATE meta SET utc_ms = 5, posting_sequence = 3;";
    return sql;
}

class PostgresSchema : public ::testing::TestWithParam<size_t> {};

TEST_P(PostgresSchema, IsMigratedWithWhatIsInIt) {
    const auto url = postgres_server::shared().url(postgres_server::shared().make_database());
    {
        pqxx::connection connection{url};
        pqxx::work work{connection};
        work.exec(schema_sql(GetParam()) + rows_sql());
        work.commit();
    }
    const auto opened = open_postgres(quick_options(url));
    ASSERT_TRUE(opened.has_value()) << opened.error().text;
    auto& database = **opened;
    EXPECT_EQ(run_sql(url, "SELECT version FROM schema_version")[0][0].as<size_t>(), postgres_migrations().size());
    EXPECT_EQ(database.state()->now.utc_ms, 5);
    const auto reader = database.make_reader();
    const auto found = (*reader)->read_message(ID);
    ASSERT_TRUE(found && found->message) << found.error().text;
    EXPECT_EQ(found->message->recipient, "49151");
    ASSERT_EQ(found->history.size(), 1);
    EXPECT_EQ(found->history[0].note, "taken");
    const auto postings = (*reader)->read_postings(ID);
    ASSERT_TRUE(postings && postings->size() == 1) << postings.error().text;
    EXPECT_EQ(postings->front().sequence, 3);

    // It goes on from there, with records that the older program did not know.
    group_maker groups;
    write(database, groups.make({put(facts::reconciliation{.id = 4}), put(billing::account{.id = {7}})}));
    EXPECT_EQ(run_sql(url, "SELECT count(*) FROM reconciliation")[0][0].as<int>(), 1);
    EXPECT_EQ(run_sql(url, "SELECT count(*) FROM account")[0][0].as<int>(), 1);
}

INSTANTIATE_TEST_SUITE_P(EveryOlder, PostgresSchema,
                         ::testing::Range(FIRST_WITH_A_DATABASE, postgres_migrations().size()));

}  // namespace
}  // namespace kaskad::store::testing
