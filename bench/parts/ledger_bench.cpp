#include "billing/ledger.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <unordered_map>

// A message's money: reserved when it is accepted, posted when it leaves, its supplier's share accrued.

namespace kaskad::bench {
namespace {

constexpr core::currency EUR{{'E', 'U', 'R'}};

class small_book final : public billing::book {
  public:
    const billing::account* find(billing::account_id id) const override {
        const auto found = accounts_.find(id.value);
        return found == accounts_.end() ? nullptr : &found->second;
    }

    billing::account_id add(billing::account_kind kind, uint32_t owner, int64_t posted_e6) {
        auto account = billing::open_account(kind, owner, EUR);
        account.posted.e6 = posted_e6;
        accounts_[account.id.value] = account;
        return account.id;
    }

    void apply(const billing::outcome& value) {
        for (const auto& account : value.accounts)
            accounts_[account.id.value] = account;
    }

  private:
    std::unordered_map<uint64_t, billing::account> accounts_;
};

void transfer(benchmark::State& state) {
    small_book book;
    const auto client = book.add(billing::account_kind::client, 1, int64_t{1} << 50);
    const auto revenue = book.add(billing::account_kind::revenue, 0, 0);
    std::array<billing::transfer, 2> steps{};
    for (auto& step : steps) {
        step.debit = client;
        step.credit = revenue;
        step.currency = EUR;
        step.amount.e6 = 34'500;
    }
    steps[0].kind = billing::transfer_kind::reserve;
    steps[0].code = billing::posting_code::message_reserve;
    steps[1].kind = billing::transfer_kind::post;
    steps[1].code = billing::posting_code::message_charge;
    steps[1].released.e6 = 34'500;
    uint64_t message = 0;
    for (auto _ : state) {
        auto& step = steps[message++ % 2];
        step.message = core::message_id{message};
        const auto decided = billing::decide({&step, 1}, book);
        if (!decided) return state.SkipWithError("refused");
        book.apply(*decided);
    }
}
BENCHMARK(transfer);

}  // namespace
}  // namespace kaskad::bench
