#include "gateway/client_observer.hpp"

#include "gateway/account_view.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

// What operators see of the SMPP server for clients: at /metrics, and at /v1/accounts.

namespace kaskad::gateway {
namespace {

using smpp::command_id;
using smpp::command_status;

clients::server_counts numbers() {
    clients::server_counts made;
    made.accounts.push_back({.system_id = "shop", .client = "Shop", .binds_max = 4});
    auto& shop = made.accounts[0];
    shop.binds.push_back({.address = "192.0.2.7",
                          .port = 40'000,
                          .is_secure = true,
                          .type = smpp::bind_type::receiver,
                          .interface_version = 0x34,
                          .since_utc = 1'735'733'700'000});
    shop.binds.push_back({.address = "192.0.2.8", .is_unbinding = true});
    shop.requests[{command_id::submit_sm, command_status::rok}] = 7;
    shop.requests[{command_id::cancel_sm, command_status::rcancelfail}] = 1;
    shop.receipts_waiting = 3;
    shop.receipts_open = 2;
    shop.receipts_sent = 9;
    shop.receipts_accepted = 6;
    shop.receipts_unanswered = 1;
    made.binds_refused["password"] = 2;
    made.passwords_waiting = 5;
    return made;
}

struct watched {
    prometheus::Registry registry;
    api::client_metrics metrics{registry};
    client_observer observer{metrics};

    bool shows(const std::string& line) const {
        return prometheus::TextSerializer{}.Serialize(registry.Collect()).contains(line + "\n");
    }
};

TEST(ClientObserver, CountsWhatHasGrownAndShowsWhatIs) {
    watched seen;
    auto now = numbers();
    seen.observer.observe(now);
    EXPECT_TRUE(seen.shows(R"(kaskad_client_binds{account="shop",state="bound",type="receiver"} 1)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_binds{account="shop",state="unbinding",type="transceiver"} 1)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_binds{account="shop",state="bound",type="transmitter"} 0)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_requests_total{account="shop",command="submit_sm",status="ESME_ROK"} 7)"));
    EXPECT_TRUE(
        seen.shows(R"(kaskad_client_requests_total{account="shop",command="cancel_sm",status="ESME_RCANCELFAIL"} 1)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_receipts_total{account="shop",result="sent"} 9)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_receipts_total{account="shop",result="unanswered"} 1)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_receipts{account="shop",state="waiting"} 3)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_binds_refused_total{reason="password"} 2)"));
    EXPECT_TRUE(seen.shows("kaskad_client_passwords_waiting 5"));

    seen.observer.observe(now);
    EXPECT_TRUE(seen.shows(R"(kaskad_client_receipts_total{account="shop",result="sent"} 9)")) << "nothing new";
    now.accounts[0].receipts_sent = 12;
    now.accounts[0].binds.clear();
    now.binds_refused["password"] = 3;
    seen.observer.observe(now);
    EXPECT_TRUE(seen.shows(R"(kaskad_client_receipts_total{account="shop",result="sent"} 12)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_binds{account="shop",state="bound",type="receiver"} 0)"));
    EXPECT_TRUE(seen.shows(R"(kaskad_client_binds_refused_total{reason="password"} 3)"));
}

TEST(AccountView, ShowsAccountsAndTheirBinds) {
    const auto seen = boost::json::parse(render_accounts(numbers()));
    const auto& account = seen.at("accounts").at(0);
    EXPECT_EQ(account.at("system_id"), "shop");
    EXPECT_EQ(account.at("client"), "Shop");
    EXPECT_EQ(account.at("binds").as_array().size(), 2U);
    const auto& bind = account.at("binds").at(0);
    EXPECT_EQ(bind.at("address"), "192.0.2.7");
    EXPECT_EQ(bind.at("type"), "receiver");
    EXPECT_EQ(bind.at("interface_version"), "3.4");
    EXPECT_EQ(bind.at("bound_at"), "2025-01-01T12:15:00.000Z");
    EXPECT_EQ(bind.at("tls"), true);
    EXPECT_EQ(account.at("receipts").at("waiting"), 3);
    EXPECT_EQ(account.at("requests").at(1).at("status"), "ESME_RCANCELFAIL");
    EXPECT_EQ(seen.at("binds_refused").at("password"), 2);
    EXPECT_EQ(seen.at("passwords_waiting"), 5);
}

}  // namespace
}  // namespace kaskad::gateway
