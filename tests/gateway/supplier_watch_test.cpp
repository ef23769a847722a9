#include "gateway/supplier_watch.hpp"

#include "net/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Questions over real sockets, to a supplier on port 0. Every wait ends after ten seconds.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::chrono::seconds PATIENCE{10};
constexpr facts::token TOKEN = 77;

struct mailbox final : facts::command_port {
    bool try_send(facts::command&& what) override {
        if (is_full) return false;
        if (const auto* told = std::get_if<facts::tell_balance>(&what)) balances.push_back(*told);
        if (std::holds_alternative<facts::query_suppliers>(what)) ++standings_asked;
        return true;
    }

    bool is_full = false;
    std::vector<facts::tell_balance> balances;
    size_t standings_asked = 0;
};

facts::supplier_standing standing(const std::string& name) {
    return {.link = {1},
            .name = name,
            .owed = {-5},
            .has_limit = true,
            .left = {3},
            .has_told = true,
            .told = {4},
            .told_utc = 8};
}

class GatewaySupplierWatch : public ::testing::Test {
  protected:
    GatewaySupplierWatch() {
        auto opened = net::http_server::open(home_, {}, [this](net::http_request request, net::http_responder to) {
            asked_.push_back(std::move(request));
            if (is_silent_) return kept_.push_back(std::move(to));
            to.send({status_, "application/json", R"({"left": "12.5"})", {}});
        });
        EXPECT_TRUE(opened);
        supplier_ = std::move(*opened);
        watch_ = std::make_unique<supplier_watch>(home_,
                                                  supplier_watch_options{.token = TOKEN,
                                                                         .open_secret =
                                                                             [](std::string_view sealed) {
                                                                                 return sealed == "good" ? std::optional<std::string>{"X-Key: a: b"}
                                                                   : std::nullopt;
                                                                             },
                                                                         .utc_ms = [] { return int64_t{8}; },
                                                                         .answer_deadline =
                                                                             std::chrono::milliseconds{3'000}},
                                                  engine_, numbers_);
    }

    void set(std::string header_sealed = "good") {
        facts::publish_link effect;
        effect.value.id = core::link_id{1};
        effect.value.name = "alpha";
        effect.value.enabled = true;
        effect.value.supplier = {.balance_url = "http://127.0.0.1:" + std::to_string(supplier_->port()) + "/v1?a=b",
                                 .balance_path = "/left",
                                 .balance_header_sealed = std::move(header_sealed),
                                 .balance_every_s = 60};
        watch_->handle_effect(effect);
    }
    bool wait_for(const std::function<bool()>& what) { return home_.run_until(what, PATIENCE); }
    std::string error() {
        EXPECT_TRUE(wait_for([&] { return !watch_->polls().empty() && !watch_->polls()[0].error.empty(); }));
        return watch_->polls().empty() ? "" : watch_->polls()[0].error;
    }
    void show(std::vector<facts::supplier_standing> rows) {
        watch_->handle_answer({TOKEN, 0, facts::supplier_standings{std::move(rows)}});
    }

    net::shard home_{"suppliers"};
    mailbox engine_;
    api::metrics numbers_{std::make_shared<prometheus::Registry>()};
    std::unique_ptr<net::http_server> supplier_;
    std::vector<net::http_request> asked_;
    std::vector<net::http_responder> kept_;
    int status_ = 200;
    bool is_silent_ = false;
    std::unique_ptr<supplier_watch> watch_;
};

TEST_F(GatewaySupplierWatch, AsksWithTheHeaderAndTellsWhatIsLeft) {
    set();
    ASSERT_TRUE(wait_for([&] { return engine_.balances.size() == 1; }));
    EXPECT_EQ(engine_.balances[0].link, core::link_id{1});
    EXPECT_EQ(engine_.balances[0].left, core::amount{12'500'000});
    EXPECT_EQ(engine_.balances[0].utc, 8);
    ASSERT_EQ(asked_.size(), 1U);
    EXPECT_EQ(asked_[0].method, "GET");
    EXPECT_EQ(asked_[0].target, "/v1?a=b");
    EXPECT_EQ(asked_[0].header("X-Key"), "a: b");
    EXPECT_EQ(engine_.standings_asked, 1U) << "the books of that moment";
    EXPECT_THAT(numbers_.render(), Not(HasSubstr("kaskad_supplier_balance_errors_total{")));
}

TEST_F(GatewaySupplierWatch, AFullMailboxDelaysWhatIsTold) {
    engine_.is_full = true;
    set();
    ASSERT_TRUE(wait_for([&] { return asked_.size() == 1; }));
    EXPECT_FALSE(home_.run_until([&] { return !engine_.balances.empty(); }, std::chrono::milliseconds{60}));
    engine_.is_full = false;
    EXPECT_TRUE(wait_for([&] { return engine_.balances.size() == 1; }));
    EXPECT_EQ(asked_.size(), 1U) << "it is not asked again for it";
}

TEST_F(GatewaySupplierWatch, SilenceAndRefusalsAreCountedAndTellNothing) {
    is_silent_ = true;
    set();
    EXPECT_EQ(error(), net::to_string(net::http_error_code::timed_out));
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_balance_errors_total{link=\"alpha\"} 1"));
    is_silent_ = false;
    status_ = 503;
    set("");
    EXPECT_EQ(error(), "it answered 503");
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_balance_errors_total{link=\"alpha\"} 2"));
    EXPECT_TRUE(engine_.balances.empty());
}

TEST_F(GatewaySupplierWatch, AHeaderThatCannotBeOpenedIsNotSentWithout) {
    set("sealed with another key");
    EXPECT_THAT(error(), HasSubstr("key file"));
    EXPECT_TRUE(asked_.empty());
}

TEST_F(GatewaySupplierWatch, StoppedItTellsNothing) {
    is_silent_ = true;
    set();
    ASSERT_TRUE(wait_for([&] { return kept_.size() == 1; }));
    watch_->stop();
    kept_.front().send({200, "application/json", R"({"left": "12.5"})", {}});
    EXPECT_FALSE(home_.run_until([&] { return !engine_.balances.empty(); }, std::chrono::milliseconds{60}));
    show({standing("alpha")});
    EXPECT_THAT(numbers_.render(), Not(HasSubstr("link=\"alpha\"")));
}

// Links that were removed kept their last numbers at /metrics for ever, and alarms with them.
TEST_F(GatewaySupplierWatch, NumbersGoWithTheirLink) {
    auto bravo = standing("bravo");
    show({standing("alpha"), bravo});
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_owed{link=\"alpha\"} -5"));
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_left{link=\"alpha\"} 3"));
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_balance_told{link=\"alpha\"} 4"));
    show({bravo});
    EXPECT_THAT(numbers_.render(), Not(HasSubstr("link=\"alpha\"")));
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_owed{link=\"bravo\"} -5"));
    show({standing("alpha"), bravo});
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_owed{link=\"alpha\"} -5"));
}

// Without a limit nothing is left; after a payment what was told before is not said any more.
TEST_F(GatewaySupplierWatch, ANumberThatIsNoneAnyMoreGoesAlone) {
    show({standing("alpha")});
    auto bare = standing("alpha");
    bare.has_limit = false;
    bare.has_told = false;
    show({bare});
    EXPECT_THAT(numbers_.render(), HasSubstr("kaskad_supplier_owed{link=\"alpha\"} -5"));
    EXPECT_THAT(numbers_.render(), Not(HasSubstr("kaskad_supplier_left{")));
    EXPECT_THAT(numbers_.render(), Not(HasSubstr("kaskad_supplier_balance_told{")));
}

}  // namespace
}  // namespace kaskad::gateway
