#include "gateway/payment_list.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

bool is_same(const bank_payment& one, bank_payment other) {
    other.line = one.line;
    return one == other;
}

// Of one day as the files have them.
void sort_by_day(std::vector<listed_payment>& payments) {
    std::multimap<uint32_t, listed_payment> sorted;
    for (auto& one : payments)
        sorted.emplace(one.payment.day, std::move(one));
    payments.clear();
    for (auto& [day, one] : sorted)
        payments.push_back(std::move(one));
}

class list_maker {
  public:
    // The reason why not.
    std::optional<std::string> add(const statement_file& file);
    payment_list result();

  private:
    std::optional<std::string> add_payment(listed_payment one);

    payment_list made_;
    std::map<std::string, size_t, std::less<>> by_reference_;  // its place in the list
};

std::optional<std::string> list_maker::add_payment(listed_payment one) {
    const auto& reference = one.payment.reference;
    if (!reference.empty()) {
        const auto [known, is_new] = by_reference_.emplace(reference, made_.payments.size());
        const auto* first = is_new ? nullptr : &made_.payments[known->second];
        if (first != nullptr && !is_same(first->payment, one.payment))
            return fmt::format(
                "{} and {} are two payments with one reference ({}): which is which could not be told "
                "later. Ask the bank",
                first->place, one.place, reference);
        if (first != nullptr) {
            ++made_.repeated;
            return std::nullopt;
        }
    }
    made_.payments.push_back(std::move(one));
    return std::nullopt;
}

std::optional<std::string> list_maker::add(const statement_file& file) {
    const auto listed = [&](const bank_payment& payment) {
        return listed_payment{payment, fmt::format("{}:{}", file.name, payment.line)};
    };
    made_.not_booked += file.content.not_booked;
    for (const auto& reversal : file.content.reversals)
        made_.reversals.push_back(listed(reversal));
    for (const auto& payment : file.content.payments)
        if (auto why = add_payment(listed(payment))) return why;
    return std::nullopt;
}

payment_list list_maker::result() {
    sort_by_day(made_.payments);
    sort_by_day(made_.reversals);
    return std::move(made_);
}

}  // namespace

std::expected<payment_list, std::string> make_payment_list(std::span<const statement_file> files) {
    list_maker maker;
    for (const auto& file : files)
        if (auto why = maker.add(file)) return std::unexpected(std::move(*why));
    return maker.result();
}

}  // namespace kaskad::gateway
