#pragma once

#include "gateway/sheet_desk.hpp"
#include "store/memory_database.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

// A link's prices, and a desk that judges sheets for it, without a gateway.

namespace kaskad::gateway {

inline constexpr int64_t SHEET_NOW = 1'767'225'600'000;  // 2026-01-01T00:00:00Z

inline routing::price_row standing_row(const char* network, const char* price, const char* delivered = "0") {
    routing::price_row row;
    row.owner_id = 3;
    row.mccmnc = network;
    row.currency = {{'E', 'U', 'R'}};
    row.price = *core::parse_price(price);
    row.delivered = *core::parse_price(delivered);
    return row;
}

class SheetDesk : public ::testing::Test {
  protected:
    SheetDesk() {
        prices.version = 7;
        prices.owner_id = 3;
        prices.imported = {standing_row("26201", "0.03"), standing_row("26202", "0.04")};
        facts::link link;
        link.id = {3};
        link.name = "alpha";
        links.emplace(link.id, link);
        request.owner.link = "alpha";
        request.form = {{"form", "full"}};
        request.file = "january.csv";
        request.by = "owner/main";
    }

    api::sheet_verdict judge(std::string octets, bool applies = false, std::string token = {}) {
        request.octets = std::move(octets);
        request.applies = applies;
        request.token = std::move(token);
        auto reader = database.make_reader();
        return desk.judge(**reader, {request, prices, links, clients, told, others});
    }

    boost::json::value preview(std::string octets) {
        const auto verdict = judge(std::move(octets));
        EXPECT_EQ(verdict.answer.status, 200) << verdict.answer.body;
        EXPECT_FALSE(verdict.command);
        return boost::json::parse(verdict.answer.body);
    }

    // The code of the problem.
    std::string refused(const api::sheet_verdict& verdict) {
        EXPECT_FALSE(verdict.command);
        const auto body = boost::json::parse(verdict.answer.body);
        const auto* code = body.as_object().if_contains("code");
        return code ? std::string{code->as_string()} : "not refused";
    }

    store::memory_database database;
    sheet_desk desk{[] { return SHEET_NOW; }};
    facts::owner_prices prices;
    api::link_names links;
    std::vector<core::client_id> clients;
    std::vector<api::told_client> told;
    std::vector<facts::owner_prices> others;
    api::sheet_request request;
};

}  // namespace kaskad::gateway
