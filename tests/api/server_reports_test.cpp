#include "tests/api/fakes.hpp"
#include "tests/store/databases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

// GET /v1/stats and /v1/usage.csv over real sockets and a database in memory: who sees what, pages, bounds, refusals.

namespace kaskad::gateway::api {
namespace {

using store::testing::put;

constexpr int64_t NOVEMBER = 1'793'491'200'000;  // 2026-11-01
constexpr int64_t HOUR = 3'600'000;
constexpr core::client_id ANNAS{1};  // below Bert's
constexpr core::client_id BERTS{2};
constexpr core::currency EUR{{'E', 'U', 'R'}};
const std::string PERIOD{"from=2026-11-01&to=2026-11-02"};

facts::client named(core::client_id id, std::string name, core::client_id parent = {}) {
    facts::client client;
    client.id = id;
    client.name = std::move(name);
    client.parent = parent;
    return client;
}

class ApiReports : public ApiServer {
  protected:
    ApiReports() {
        facts::link link;
        link.id = {3};
        link.name = "alpha";
        write({put(named(ANNAS, "anna", BERTS)), put(named(BERTS, "bert")), put(named({3}, "gone")), put(link)});
    }

    void write(std::vector<facts::change> changes, core::message_id message = {}) {
        store::testing::write(stored_, groups_.make(std::move(changes), message));
    }

    // Anna pays 9 for hers and Bert 5 for it; Bert's own costs him 7. The supplier gets 3.
    facts::message make(core::client_id client, int64_t utc_ms) {
        facts::message value;
        value.id = core::make_message_id(utc_ms, 1, ++sequence_ % core::SEQUENCE_MAX);
        value.client = client;
        value.recipient = "491512345678";
        value.sender = "Shop, Ltd";
        value.country = "DE";
        value.network = "26201";
        value.accepted_utc = utc_ms;
        value.final_utc = utc_ms + 1'500;
        value.state = facts::message_state::delivered;
        value.parts = 1;
        value.currency = EUR;
        value.charge.charged = {client == ANNAS ? 9 : 7};
        facts::attempt attempt;
        attempt.number = 1;
        attempt.link = {3};
        attempt.parts = {{.number = 1, .operator_id = "op-7"}};
        value.attempts = {attempt};
        if (client != ANNAS) return value;
        facts::level_charge above{.client = BERTS, .charge = {}};
        above.charge.currency = EUR;
        above.charge.charged = {5};
        value.levels = {above};
        return value;
    }

    core::message_id keep(const facts::message& value) {
        billing::posting row;
        row.sequence = ++postings_;
        row.message = value.id;
        billing::transfer owed{.code = billing::posting_code::supplier_accrual,
                               .side = billing::transfer_side::supplier,
                               .currency = EUR,
                               .amount = {3},
                               .message = value.id,
                               .attempt = 1};
        row.transfers = {owed};
        write({put(value), put(row)}, value.id);
        return value.id;
    }
    core::message_id add(core::client_id client, int64_t utc_ms = NOVEMBER + HOUR) {
        return keep(make(client, utc_ms));
    }

    // The database's own time is that of the last group.
    void book_at(int64_t utc_ms) {
        auto group = groups_.make({put(billing::posting{.sequence = ++postings_, .booked_utc_ms = utc_ms})});
        group.now.utc_ms = utc_ms;
        store::testing::write(stored_, std::move(group));
    }

    boost::json::value stats(const std::string& more, const std::string& key) {
        const auto response = ask("GET", "/v1/stats?" + PERIOD + more, key);
        EXPECT_EQ(response.status, 200) << response.body;
        return response.json();
    }
    std::string usage(const std::string& more, const std::string& key) {
        const auto response = ask("GET", "/v1/usage.csv?" + PERIOD + more, key);
        EXPECT_EQ(response.status, 200) << response.body;
        return response.body;
    }
    static size_t lines(const std::string& csv) { return static_cast<size_t>(std::ranges::count(csv, '\n')) - 1; }

  private:
    store::testing::group_maker groups_;
    uint32_t sequence_ = 0;
    uint64_t postings_ = 0;
};

TEST_F(ApiReports, EachSeesWhatItPaysFor) {
    add(ANNAS);
    add(BERTS);
    open();
    const auto anna = stats("", ANNA).at("total");
    EXPECT_EQ(anna.at("accepted"), 1);
    EXPECT_EQ(anna.at("charged").at(0).at("amount"), "0.000009");
    const auto bert = stats("", BERT).at("total");
    EXPECT_EQ(bert.at("accepted"), 2);
    EXPECT_EQ(bert.at("charged").at(0).at("amount"), "0.000012");
    EXPECT_FALSE(bert.as_object().contains("cost"));
    const auto all = stats("", OPERATOR).at("total");
    EXPECT_EQ(all.at("accepted"), 2);
    EXPECT_EQ(all.at("charged").at(0).at("amount"), "0.000012");
    EXPECT_EQ(all.at("cost").at(0).at("amount"), "0.000006");
}

TEST_F(ApiReports, CountsByGroup) {
    add(ANNAS);
    auto failed = make(ANNAS, NOVEMBER + 2 * HOUR + 1);
    failed.state = facts::message_state::failed;
    failed.reason = core::reason::absent_subscriber;
    keep(failed);
    auto waiting = make(ANNAS, NOVEMBER + 2 * HOUR + 2);
    waiting.state = facts::message_state::in_progress;
    keep(waiting);
    open();
    const auto told = stats("&group_by=hour,sub_client", BERT);
    EXPECT_EQ(told.at("group_by").at(1), "sub_client");
    ASSERT_EQ(told.at("groups").as_array().size(), 2U);
    const auto first = told.at("groups").at(0);
    EXPECT_EQ(first.at("hour"), "2026-11-01T01:00:00.000Z");
    EXPECT_EQ(first.at("sub_client"), "anna");
    EXPECT_EQ(first.at("delivered"), 1);
    EXPECT_NEAR(first.at("seconds_to_delivery").at("p50").to_number<double>(), 1.5, 0.05);
    const auto second = told.at("groups").at(1);
    EXPECT_EQ(second.at("failed"), 1);
    EXPECT_EQ(second.at("failed_by_reason").at("absent_subscriber"), 1);
    EXPECT_EQ(second.at("pending"), 1);
    EXPECT_TRUE(second.at("seconds_to_delivery").at("p95").is_null());
    EXPECT_EQ(told.at("total").at("accepted"), 3);
    EXPECT_TRUE(told.at("as_of").is_string());
}

TEST_F(ApiReports, FiltersByWhatIsAsked) {
    add(ANNAS);
    auto other = make(BERTS, NOVEMBER + HOUR);
    other.sender = "";
    other.network = "25001";
    other.country = "RU";
    other.klass = core::message_class::otp;
    keep(other);
    open();
    for (const auto* more : {"&sender=", "&network=25001", "&network=RU", "&class=otp", "&client=bert&sender="})
        EXPECT_EQ(stats(more, OPERATOR).at("total").at("accepted"), 1) << more;
    EXPECT_EQ(stats("&sender=Shop", OPERATOR).at("total").at("accepted"), 0);
    const auto named = stats("&client=anna", OPERATOR).at("total");
    EXPECT_EQ(named.at("charged").at(0).at("amount"), "0.000009") << "an operator sees with the eyes of whom it names";
    const auto below = stats("&client=anna", BERT).at("total");
    EXPECT_EQ(below.at("accepted"), 1);
    EXPECT_EQ(below.at("charged").at(0).at("amount"), "0.000005") << "a reseller sees what it pays itself";
}

// Whether there is a client of that name is nobody's business but its reseller's.
TEST_F(ApiReports, OthersClientsHaveNoNames) {
    open();
    for (const auto* path : {"/v1/stats?", "/v1/usage.csv?"}) {
        const auto unknown = ask("GET", path + PERIOD + "&client=nobody", ANNA);
        EXPECT_EQ(unknown.status, 422);
        const auto above = ask("GET", path + PERIOD + "&client=bert", ANNA);
        EXPECT_EQ(above.body, unknown.body);
        EXPECT_EQ(ask("GET", path + PERIOD, "").status, 401);
    }
}

TEST_F(ApiReports, UsageIsCsvAndShowsClientsNoLinks) {
    const auto id = add(ANNAS);
    add(ANNAS, NOVEMBER + 24 * HOUR);  // of the next day
    open();
    const auto response = ask("GET", "/v1/usage.csv?" + PERIOD, ANNA);
    EXPECT_TRUE(response.has("Content-Type: text/csv; charset=utf-8; header=present")) << response.head;
    EXPECT_EQ(lines(response.body), 1U);
    EXPECT_TRUE(response.body.contains(core::to_string(id) + ",,anna,,")) << response.body;
    EXPECT_TRUE(response.body.contains(",\"Shop, Ltd\",gsm7,1,")) << response.body;
    EXPECT_TRUE(response.body.contains(",0.000009,")) << response.body;
    EXPECT_FALSE(response.body.contains("alpha") || response.body.contains("op-7") || response.body.contains("cost"));
    EXPECT_FALSE(response.head.contains("Link:"));
}

TEST_F(ApiReports, AnOperatorsUsageHasLinksAndCosts) {
    add(ANNAS);
    open();
    auto links = std::make_shared<link_names>();
    (*links)[core::link_id{3}].name = "alpha";
    home_.post([this, links] { server_->set_links(links); });
    const auto csv = usage("", OPERATOR);
    EXPECT_TRUE(csv.contains(",anna,bert,")) << csv;
    EXPECT_TRUE(csv.contains(",alpha,op-7,1,0,EUR,0.000003,1\r\n")) << csv;
}

TEST_F(ApiReports, UsageComesInPages) {
    std::vector<core::message_id> all;
    for (int number = 0; number < 5; ++number) {
        all.push_back(add(ANNAS, NOVEMBER + number));
        add(BERTS, NOVEMBER + number);
    }
    open();
    const auto first = ask("GET", "/v1/usage.csv?after=0000&limit=2&" + PERIOD, ANNA);
    EXPECT_EQ(first.status, 422) << "no id";
    std::string target = "/v1/usage.csv?limit=2&" + PERIOD;
    size_t found = 0;
    for (int page = 0; page < 3; ++page) {
        const auto response = ask("GET", target, ANNA);
        ASSERT_EQ(response.status, 200) << response.body;
        found += lines(response.body);
        EXPECT_TRUE(response.body.contains(core::to_string(all[static_cast<size_t>(page) * 2])));
        const auto at = response.head.find("Link: <");
        EXPECT_EQ(at == std::string::npos, page == 2) << response.head;
        if (at == std::string::npos) break;
        target = response.head.substr(at + 7, response.head.find('>', at) - at - 7);
    }
    EXPECT_EQ(found, 5U);
}

// What was dropped is not counted, and whoever asks for it is told so.
TEST_F(ApiReports, SayWhatWasDropped) {
    add(ANNAS, NOVEMBER + HOUR);
    const auto stays = add(ANNAS, NOVEMBER + 3 * HOUR);
    ASSERT_TRUE(stored_.drop_messages({.number = 1, .before = core::make_message_id(NOVEMBER + 2 * HOUR, 0, 0)}));
    open();
    const auto all = stats("", ANNA);
    EXPECT_EQ(all.at("dropped_before"), "2026-11-01T02:00:00.000Z");
    EXPECT_EQ(all.at("total").at("accepted"), 1);
    const auto later = ask("GET", "/v1/stats?from=2026-11-01T02:00:00Z&to=2026-11-02", ANNA).json();
    EXPECT_TRUE(later.at("dropped_before").is_null()) << "nothing of this period";
    EXPECT_EQ(later.at("total").at("accepted"), 1);
    EXPECT_NE(usage("", ANNA).find(core::to_string(stays)), std::string::npos);
}

// As many as are allowed are told; one more, which only the second page brings, is refused. What is no group is
// counted.
TEST_F(ApiReports, RefusesTooManyGroups) {
    EXPECT_EQ(server_options{}.stats_groups_max, 10'000U) << "what the documentation says";
    constexpr size_t GROUPS_MAX = 600;
    const auto add_sender = [this](size_t number) {
        auto value = make(ANNAS, NOVEMBER + static_cast<int64_t>(number));
        value.sender = fmt::format("{}", number);
        write({put(value)}, value.id);
    };
    for (size_t number = 0; number < GROUPS_MAX; ++number)
        add_sender(number);
    open({.stats_groups_max = GROUPS_MAX});
    EXPECT_EQ(stats("&group_by=sender", ANNA).at("groups").as_array().size(), GROUPS_MAX);
    add_sender(GROUPS_MAX);
    const auto refused = ask("GET", "/v1/stats?" + PERIOD + "&group_by=sender", ANNA);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.code(), "too_many_groups");
    EXPECT_NE(refused.body.find("more than 600 groups"), std::string::npos) << refused.body;
    EXPECT_EQ(stats("", ANNA).at("total").at("accepted"), static_cast<int64_t>(GROUPS_MAX) + 1);
}

// A client gets what it needs to check a proof: nothing of today, and nothing that tells how much was booked.
TEST_F(ApiReports, TellsTheRootsOfDays) {
    constexpr int64_t DAY = 24 * HOUR;
    book_at(NOVEMBER + HOUR);
    book_at(NOVEMBER + DAY - 1);
    book_at(NOVEMBER + DAY);
    open();
    const std::string days{"from=2026-11-01&to=2026-11-03"};
    const auto all = ask("GET", "/v1/admin/ledger/roots?" + days, OPERATOR).json().at("roots").as_array();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].at("day"), "2026-11-01");
    EXPECT_EQ(all[0].at("postings"), 2);
    EXPECT_EQ(all[0].at("last"), 2);
    EXPECT_EQ(all[0].at("is_over"), true);
    EXPECT_EQ(all[1].at("is_over"), false);
    const auto seen = ask("GET", "/v1/ledger/roots?" + days, ANNA).json().at("roots").as_array();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].as_object().size(), 2u);
    EXPECT_EQ(seen[0].at("root"), all[0].at("root"));
    EXPECT_EQ(ask("GET", "/v1/admin/ledger/roots?" + days, ANNA).status, 404);
}

TEST_F(ApiReports, RefusesDaysThatAreNone) {
    open();
    const auto code_of = [&](const std::string& query) { return ask("GET", "/v1/ledger/roots?" + query, ANNA).code(); };
    EXPECT_EQ(code_of("from=2026-11-01"), "missing_field");
    EXPECT_EQ(code_of("from=2026-11-31&to=2026-12-01"), "invalid_field");
    EXPECT_EQ(code_of("from=2026-11-01&to=2026-11-01"), "invalid_field");
    EXPECT_EQ(code_of("from=2020-01-01&to=2022-09-28"), "invalid_field") << "1,001 days";
    EXPECT_EQ(ask("GET", "/v1/ledger/roots?from=2020-01-01&to=2022-09-27", ANNA).status, 200);
}

TEST_F(ApiReports, RefusesWhatIsWrong) {
    open();
    EXPECT_EQ(ask("GET", "/v1/stats", ANNA).code(), "missing_field");
    EXPECT_EQ(ask("GET", "/v1/stats?" + PERIOD + "&group_by=link", OPERATOR).code(), "invalid_field");
    EXPECT_EQ(ask("GET", "/v1/usage.csv?" + PERIOD + "&limit=10001", ANNA).code(), "invalid_field");
    report_port_.is_full = true;
    EXPECT_EQ(ask("GET", "/v1/stats?" + PERIOD, ANNA).code(), "overloaded");
    report_port_.is_full = false;
    EXPECT_EQ(ask("GET", "/v1/stats?" + PERIOD, ANNA).status, 200) << "what was refused holds no place";
}

// The reader is held at its first page.
class ApiReportsHeld : public ApiReports {
  protected:
    ApiReportsHeld() {
        EXPECT_TRUE(report_port_.try_run([gate = gate_.get_future().share()](store::report_reader&) { gate.wait(); }));
    }
    ~ApiReportsHeld() override { release(); }

    void release() {
        if (std::exchange(is_held_, false)) gate_.set_value();
    }

  private:
    std::promise<void> gate_;
    bool is_held_ = true;
};

TEST_F(ApiReportsHeld, SaysThatThePeriodHoldsTooMuch) {
    open({.report_deadline = std::chrono::milliseconds{50}});
    const auto late = ask("GET", "/v1/stats?" + PERIOD, ANNA);
    EXPECT_EQ(late.status, 422);
    EXPECT_EQ(late.code(), "period_too_large");
}

TEST_F(ApiReportsHeld, ManyAtOnceAreRefused) {
    open({.reports_max = 1, .reports_of_client_max = 1});
    auto client = connect();
    for (const auto& key : {ANNA, ANNA, BERT})
        client.send("GET", "/v1/stats?" + PERIOD, key);
    // Requests of one connection are taken in order: when this one is, so are the others.
    client.send("GET", "/v1/balance", ANNA);
    engine_.wait_for(1);
    release();
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(client.receive().code(), "too_many_open_requests");
    EXPECT_EQ(client.receive().code(), "overloaded");
}

}  // namespace
}  // namespace kaskad::gateway::api
