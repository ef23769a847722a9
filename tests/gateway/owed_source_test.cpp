#include "gateway/owed_source.hpp"

#include "tests/gateway/supplier_world.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

// Our side of a reconciliation, read by one reader or by several that take turns: the same rows in the same order.

namespace kaskad::gateway::testing {
namespace {

using billing::reconciliation::row;

constexpr uint32_t MESSAGES = 1'720;  // three whole pages and a part of one

// A view that can no longer be read once so many pages were.
class failing_view : public store::memory_view {
  public:
    failing_view(const store::memory_database& of, std::atomic<int>& pages_left)
        : store::memory_view{of}, pages_left_{pages_left} {}

    std::vector<std::string> postings(std::span<const core::message_id> messages) override {
        if (--pages_left_ < 0) throw store::failure{"the disk is gone"};
        return memory_view::postings(messages);
    }

  private:
    std::atomic<int>& pages_left_;
};

class GatewayOwedSource : public ::testing::TestWithParam<size_t> {
  protected:
    GatewayOwedSource() {
        for (uint32_t number = 0; number < MESSAGES; ++number) {
            const auto utc_ms = NOVEMBER_MS + number * 1'000;
            world_.send({.message = message_at(utc_ms, number).value, .id = std::to_string(number), .utc_ms = utc_ms});
        }
    }

    std::expected<uint64_t, reconciliation_refusal> read(const reconciliation_progress& progress) {
        std::vector<std::unique_ptr<store::report_reader>> readers;
        readers_of_books all;
        for (size_t number = 0; number < GetParam(); ++number) {
            auto view = std::make_unique<failing_view>(world_.database(), pages_left_);
            all.push_back(readers.emplace_back(std::make_unique<store::report_reader>(std::move(view))).get());
        }
        const auto source = make_owed_source(all, {{ALPHA}, row_unit::part}, {NOVEMBER_MS, NOVEMBER_MS + DAY_MS});
        currency_list currencies;
        return source(
            currencies, [this](const row& each) { rows_.push_back(each); }, progress);
    }

    supplier_world world_;
    std::atomic<int> pages_left_ = 100;
    std::vector<row> rows_;
};

TEST_P(GatewayOwedSource, GivesEveryMessageOnceInTheOrderOfTheirIds) {
    std::vector<std::string> told;
    const auto messages = read([&](const std::string& what) {
        told.push_back(what);
        return true;
    });
    ASSERT_TRUE(messages.has_value());
    EXPECT_EQ(*messages, MESSAGES);
    ASSERT_EQ(rows_.size(), MESSAGES);
    for (uint32_t number = 0; number < MESSAGES; ++number)
        ASSERT_EQ(rows_[number].place, message_at(NOVEMBER_MS + number * 1'000, number).value);
    EXPECT_FALSE(told.empty());
}

TEST_P(GatewayOwedSource, EndsWhenItIsToldTo) {
    const auto messages = read([](const auto&) { return false; });
    ASSERT_FALSE(messages.has_value());
    EXPECT_EQ(messages.error().cause, refusal_cause::stopped);
    EXPECT_EQ(rows_.size(), 500u) << "of the page after which it was asked";
}

// Whichever of them it befalls, and wherever.
TEST_P(GatewayOwedSource, SaysWhyTheBooksCannotBeRead) {
    for (const int pages : {0, 1, 2, 3}) {
        pages_left_ = pages;
        rows_.clear();
        const auto messages = read([](const auto&) { return true; });
        ASSERT_FALSE(messages.has_value()) << pages;
        EXPECT_EQ(messages.error().cause, refusal_cause::store);
        EXPECT_EQ(messages.error().why, "the disk is gone");
        EXPECT_LT(rows_.size(), MESSAGES);
    }
}

TEST_P(GatewayOwedSource, ACurrencyTooManyEndsIt) {
    std::vector<std::unique_ptr<store::report_reader>> readers;
    readers_of_books all;
    for (size_t number = 0; number < GetParam(); ++number)
        all.push_back(readers
                          .emplace_back(std::make_unique<store::report_reader>(
                              std::make_unique<store::memory_view>(world_.database())))
                          .get());
    currency_list currencies;
    for (char last = 'A'; currencies.place_of(core::currency{{'X', 'X', last}}); ++last)
        continue;
    const auto source = make_owed_source(all, {{ALPHA}, row_unit::part}, {NOVEMBER_MS, NOVEMBER_MS + DAY_MS});
    const auto messages = source(
        currencies, [](const row&) {}, [](const auto&) { return true; });
    ASSERT_FALSE(messages.has_value());
    EXPECT_EQ(messages.error().cause, refusal_cause::file);
}

INSTANTIATE_TEST_SUITE_P(Readers, GatewayOwedSource, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace kaskad::gateway::testing
