#pragma once

#include "store/memory_view.hpp"
#include "store/report_reader.hpp"
#include "tests/engine/shop.hpp"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

// A real engine that worked for a while on chance: clients on three levels below a reseller and one beside it, two
// links, messages that arrive, fail, wait or are refused. What it wrote to its database is what reports read.

namespace kaskad::gateway::test {

inline constexpr core::client_id SHOP = engine::test::SHOP;  // the reseller, who pays us on submit
inline constexpr core::client_id BANK = engine::test::BANK;  // on delivery, and alone
inline constexpr core::client_id CHILD{3};                   // of the shop, on delivery
inline constexpr core::client_id GRANDCHILD{4};              // of the child, on submit

class traded_days : public engine::test::shop {
  public:
    traded_days(uint64_t seed, size_t messages) : random_{seed} {
        declare(tree());
        binds_ = {bind(engine::test::CHEAP, 100'000), bind(engine::test::DEAR, 100'000)};
        for (size_t count = 0; count < messages; ++count)
            trade();
        project();
    }

    store::report_reader reader() { return store::report_reader{std::make_unique<store::memory_view>(database)}; }

    // What was taken from the client's account: there was no other money than its opening balance.
    core::amount spent(core::client_id client) {
        return engine::test::amount(OPENING) - posted(billing::account_kind::client, client.value);
    }
    core::amount owed() {
        return posted(billing::account_kind::payable, engine::test::CHEAP.value) +
               posted(billing::account_kind::payable, engine::test::DEAR.value);
    }

  private:
    static constexpr const char* OPENING = "10";

    static facts::declared_client below(std::string name, std::string parent, const char* markup) {
        facts::declared_client client;
        client.value.name = std::move(name);
        client.value.digest = "1";
        client.value.currency = {{'E', 'U', 'R'}};
        client.value.default_sender = "Shop";
        client.value.opening_balance = engine::test::amount(OPENING);
        client.value.margin_min = engine::test::price("-1");
        client.value.pricing = facts::pricing_rule::parent;
        client.value.markup = engine::test::price(markup);
        client.parent = std::move(parent);
        return client;
    }

    static facts::declare tree() {
        auto command = engine::test::declaration();
        command.clients[0].value.clients_max = 10;
        command.clients.push_back(below("child", "shop", "0.013"));
        command.clients.push_back(below("grandchild", "child", "0.0071"));
        command.clients[2].value.clients_max = 1;
        command.clients[2].value.charge = billing::charge_rule::on_delivered;
        command.prices[0].row.delivered = engine::test::price("0.02");
        command.plan.push_back({"7", {"25001", "RU", "MTS"}, 0});
        for (auto& client : command.clients) {
            client.value.digest = "traded";
            client.value.limit = engine::test::amount("1000");
        }
        for (auto& link : command.links)
            link.digest = "traded";
        return command;
    }

    uint64_t below_of(uint64_t end) { return random_() % end; }
    bool happens(uint64_t percent) { return below_of(100) < percent; }

    void trade() {
        pass(static_cast<int64_t>(below_of(1'800'000)));
        auto command =
            text(std::string(1 + below_of(400), 'x'), core::client_id{static_cast<uint32_t>(1 + below_of(4))});
        command.klass = static_cast<core::message_class>(below_of(4));
        command.from = happens(50) ? "Shop" : "Bank";
        if (happens(30)) command.to = "+7 916 1234567";
        if (happens(10)) command.send_at_utc = now.utc_ms + 40 * 86'400'000LL;
        tell(std::move(command));
        while (!answers.empty())
            take_answer();
        while (!submits.empty())
            respond(take_submit());
    }

    void respond(const facts::submit_part& submit) {
        constexpr uint32_t INVALID_DESTINATION = 0x0B;
        if (happens(10)) return answer(submit, INVALID_DESTINATION);
        const auto id = std::to_string(++last_id_);
        answer(submit, 0, id);
        pass(static_cast<int64_t>(below_of(60'000)));
        if (happens(20)) return;  // nobody ever says
        const auto& bound = submit.bind.link == engine::test::CHEAP ? binds_[0] : binds_[1];
        receipt(bound, id, happens(80) ? facts::part_state::delivered : facts::part_state::undelivered);
    }

    std::mt19937_64 random_;
    std::vector<facts::bind_ref> binds_;
    uint64_t last_id_ = 0;
};

}  // namespace kaskad::gateway::test
