#pragma once

#include "billing/direct.hpp"
#include "engine/facts/fact.hpp"
#include "gateway/owed_source.hpp"
#include "store/batch.hpp"
#include "store/memory_database.hpp"
#include "store/memory_view.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <string>
#include <vector>

// What was sent over a link and what it costs, in a database in memory, and files in which the supplier says the same
// or something else. A supplier's row is made of what was sent by changing it; the file's shape comes afterwards.

namespace kaskad::gateway::testing {

inline constexpr core::link_id ALPHA{1};
inline constexpr core::currency EUR{{'E', 'U', 'R'}};
inline constexpr int64_t NOVEMBER_MS = 1'793'491'200'000;  // 2026-11-01 UTC
inline constexpr int64_t DAY_MS = 86'400'000;

// One part as sent and billed, or as the supplier has it.
struct billed_part {
    uint64_t message = 0;
    std::string id;
    std::string recipient = "4915123456789";
    std::string sender = "Shop";
    int64_t utc_ms = 0;
    std::string status = "DELIVRD";
    uint32_t parts = 1;
    int64_t price_e8 = 1'000'000;
    int64_t amount_e6 = 10'000;
    std::string currency = "EUR";
    std::string network = "26201";
};

class supplier_world {
  public:
    const std::string& folder() const { return folder_path_; }

    void send(const billed_part& sent) {
        facts::message message;
        message.id = {sent.message};
        message.recipient = sent.recipient;
        message.sender = sent.sender;
        message.network = sent.network;
        message.accepted_utc = sent.utc_ms;
        facts::attempt attempt{.number = 1, .link = ALPHA};
        attempt.buy_price = {sent.price_e8};
        attempt.currency = EUR;
        attempt.parts.push_back(
            {.number = 1, .state = facts::part_state::delivered, .operator_id = sent.id, .submitted_utc = sent.utc_ms});
        message.attempts.push_back(attempt);
        const auto line = billing::accrual({.message = message.id,
                                            .attempt = 1,
                                            .link = ALPHA,
                                            .currency = EUR,
                                            .price = attempt.buy_price,
                                            .units = 1});
        billing::posting posting{.sequence = ++sequence_, .booked_utc_ms = sent.utc_ms, .message = message.id};
        posting.transfers.push_back(**line);
        facts::fact fact{.kind = facts::fact_kind::accrued, .message = message.id};
        fact.changes.push_back({message});
        fact.changes.push_back({posting});
        group_.facts.push_back(std::move(fact));
    }

    const store::memory_database& database() {
        if (!group_.facts.empty()) put();
        return database_;
    }

    store::report_reader books() { return store::report_reader{std::make_unique<store::memory_view>(database())}; }

    std::string write(const std::string& text) {
        const auto path = folder_path_ + "/supplier.csv";
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }

    reconciliation_request request(const std::string& file, const std::string& mapping) {
        auto read = read_supplier_mapping(mapping, "mapping.toml");
        EXPECT_TRUE(read.has_value()) << (read ? "" : read.error());
        return {.file = file,
                .file_name = "supplier.csv",
                .mapping = read.value_or(supplier_mapping{}),
                .period = *parse_span("2026-11"),
                .folder = folder_path_,
                .keeps = true};
    }

    std::expected<reconciled, reconciliation_refusal> run(const reconciliation_request& asked,
                                                          const reconciliation_progress& progress) {
        auto read = books();
        auto beside = books();
        const auto source = make_owed_source({&read, &beside}, {{ALPHA}, asked.mapping.unit},
                                             {asked.period.begin_ms - 8 * DAY_MS, asked.period.end_ms + 2 * DAY_MS});
        return reconcile(asked, source, progress);
    }

  private:
    // What was sent since the last time.
    void put() {
        ++group_.position;
        group_.now = {.steady_ms = 0, .utc_ms = NOVEMBER_MS};
        const auto folded = store::fold({store::to_durable(group_)}, database_.state()->postings);
        EXPECT_TRUE(folded.has_value());
        EXPECT_TRUE(database_.write(*folded).has_value());
        group_.facts.clear();
    }

    store::testing::temporary_folder folder_;
    std::string folder_path_ = folder_.path();
    store::memory_database database_;
    facts::group group_;
    uint64_t sequence_ = 0;
};

inline core::message_id message_at(int64_t utc_ms, uint32_t sequence) {
    return core::make_message_id(utc_ms, 0, sequence);
}

// "price 2000, late 0": the differences in the order of categories, each category's sum in millionths and its count.
inline std::string told_sums(const reconciled& run) {
    std::string made;
    for (const auto why : billing::reconciliation::all_categories()) {
        uint64_t count = 0;
        __int128 sum = 0;
        for (size_t currency = 0; currency < run.currencies.all().size(); ++currency) {
            const auto& step = run.matched.sums.of(static_cast<uint8_t>(currency)).at(why);
            count += step.findings;
            sum += step.delta_e6;
        }
        const bool is_told = count > 0 && why != billing::reconciliation::category::exact;
        if (is_told)
            made += (made.empty() ? "" : ", ") + std::string{to_string(why)} + " " + std::to_string(count) + " of " +
                    billing::reconciliation::exact_sum(sum);
    }
    return made;
}

}  // namespace kaskad::gateway::testing
