#pragma once

#include "billing/calendar.hpp"
#include "engine/reply.hpp"
#include "engine/turn.hpp"
#include "routing/price_rises.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

// By its contract a client is told of what becomes dearer so many days before it does. Who changes prices asks here
// first what the change makes dearer for whom, refuses what comes too early, and tells the others when it is done. What
// a reseller's clients pay is agreed with the reseller; they are told nothing.

namespace kaskad::engine {

struct noticed_client {
    core::client_id id;
    std::string name;
    std::string zone;  // whose days are counted
    routing::price_list_id list;
    uint32_t days = 0;  // above 0
};

// Told today, a dearer price holds from the first day on, before which that many whole days lie.
struct price_notice {
    noticed_client client;
    uint32_t earliest_day = 0;  // since 1970
    int64_t earliest_utc_ms = 0;
    std::vector<routing::price_rise> rises;  // by their start; not empty
};

// One version of the prices: its index, and all rows that are in it.
struct price_rows {
    const routing::price_book& book;
    std::vector<const routing::price_row*> rows{};

    void add(std::span<const routing::price_row> more);
};

struct notice_question {
    std::span<const noticed_client> clients;
    const price_rows& before;
    const price_rows& after;
    const routing::number_plan& plan;
    const billing::calendar& calendar;
    int64_t now_utc_ms = 0;
};

std::vector<price_notice> find_notices(const notice_question& asked);

// The rise that comes too early, with the client, the row's line and the earliest day, for people; empty: none does.
std::string early_rise(const price_notice& notice, const billing::calendar& calendar);

// --- in the engine ---

std::vector<noticed_client> noticed_clients(const turn& turn);

// What the later version makes dearer; refused where a rise comes too early. `field`: of the refusal.
checked<std::vector<price_notice>> check_notices(const turn& turn, const price_rows& after, std::string field);

// The endpoints of each client hear of its notice (prices.noticed).
void tell_notices(turn& turn, const std::vector<price_notice>& notices);

// A declaration whose prices are dearer too early is refused whole; else it is taken, and who has to be told is.
void declare_with_notice(turn& turn, const facts::declare& command);

}  // namespace kaskad::engine
