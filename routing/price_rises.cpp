#include "routing/price_rises.hpp"

#include "routing/price_key.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr size_t MCC_DIGITS = 3;

using rows = std::span<const price_row* const>;

struct place {
    price_key key;
    price_variant variant = 0;

    friend auto operator<=>(const place&, const place&) = default;
};

place place_of(const price_row& row) {
    return {key_of(row), variant_of(row)};
}

// All that a price is; the line is not.
using price_terms = std::tuple<place, int64_t, int64_t, int64_t, core::currency>;

std::set<price_terms> terms_of(rows all) {
    std::set<price_terms> terms;
    for (const auto* row : all)
        terms.emplace(place_of(*row), row->from_utc_ms, row->to_utc_ms, row->price.e8, row->currency);
    return terms;
}

// Where the versions differ: each place once, with a row of the later version if there is one.
std::map<place, const price_row*> changed_places(rows before, rows after) {
    const auto old_terms = terms_of(before);
    const auto new_terms = terms_of(after);
    std::vector<price_terms> changed;
    std::ranges::set_symmetric_difference(old_terms, new_terms, std::back_inserter(changed));
    std::map<place, const price_row*> places;
    for (const auto& each : changed)
        places.emplace(std::get<place>(each), nullptr);
    for (const auto& all : {before, after}) {
        for (const auto* row : all)
            if (const auto found = places.find(place_of(*row)); found != places.end()) found->second = row;
    }
    return places;
}

network network_of(const price_row& row, const number_plan& plan) {
    if (!row.prefix.empty()) {
        const auto match = plan.find(row.prefix);
        return match ? *match->network : network{};
    }
    if (row.mccmnc.empty() && row.mcc.empty()) return {{}, row.country, {}};
    // A code that no row names stands for every network of its MCC that none names.
    const auto& code = row.mccmnc.empty() ? row.mcc : row.mccmnc;
    auto known = plan.networks_of(code);
    if (known.empty()) known = plan.networks_of(std::string_view{code}.substr(0, MCC_DIGITS));
    return {code, known.empty() ? std::string{} : plan.at(known.front()).country, {}};
}

// What messages are told apart by in the rows: a class or a type of sender that none names is as all others.
struct kinds {
    std::vector<core::message_class> classes{core::message_class::transactional};
    std::vector<sender_type> senders{sender_type::any};
};

kinds kinds_in(rows before, rows after) {
    kinds found;
    const auto any_of = [&](const auto& names) {
        return std::ranges::any_of(before, names) || std::ranges::any_of(after, names);
    };
    if (any_of([](const auto* row) { return row->klass > 0; }))
        found.classes = {core::message_class::otp, core::message_class::transactional, core::message_class::service,
                         core::message_class::marketing};
    if (any_of([](const auto* row) { return row->senders != sender_type::any; }))
        found.senders = {sender_type::any, sender_type::paid, sender_type::free, sender_type::national,
                         sender_type::international};
    return found;
}

class rise_search {
  public:
    rise_search(const price_version& before, const price_version& after, const number_plan& plan,
                const rise_question& asked)
        : before_{before}, after_{after}, plan_{plan}, asked_{asked}, kinds_{kinds_in(before.rows, after.rows)} {
        for (const auto& all : {before.rows, after.rows})
            for (const auto* row : all)
                note_bounds(*row);
    }

    // The first moment of all the messages that the place is nearest to.
    std::optional<price_rise> rise_at(const price_row& row) const {
        const auto to = network_of(row, plan_);
        const auto moments = moments_of(row, to);
        std::optional<price_rise> first;
        each_question(row, to, [&](price_question asked) {
            for (const auto at : moments) {
                if (first && first->from_utc_ms <= at) break;
                asked.utc_ms = at;
                if (auto found = compare(row, asked)) first = std::move(found);
            }
        });
        return first;
    }

  private:
    // Until now all is as it was.
    void note_bounds(const price_row& row) {
        for (const auto at : {row.from_utc_ms, row.to_utc_ms})
            if (at > asked_.now_utc_ms) bounds_[key_of(row)].insert(at);
    }

    // What is asked for that destination can only change then.
    std::set<int64_t> moments_of(const price_row& row, const network& to) const {
        std::set<int64_t> moments{asked_.now_utc_ms};
        const auto add = [&](uint64_t destination) {
            for (const auto owner : {owner_code(price_owner::client, asked_.client.value),
                                     owner_code(price_owner::price_list, asked_.list.value)}) {
                const auto found = bounds_.find({owner, destination});
                if (found != bounds_.end()) moments.insert(found->second.begin(), found->second.end());
            }
        };
        for (const auto scope : {price_scope::network, price_scope::mcc, price_scope::country, price_scope::any})
            if (const auto code = destination_code(scope, to)) add(*code);
        for (size_t length = 1; length <= row.prefix.size(); ++length)
            add(prefix_code(std::string_view{row.prefix}.substr(0, length)));
        return moments;
    }

    template <typename Ask>
    void each_question(const price_row& row, const network& to, Ask ask) const {
        for (const auto klass : kinds_.classes) {
            if (row.klass > 0 && row.klass != 1 + std::to_underlying(klass)) continue;
            for (const auto senders : kinds_.senders) {
                if (row.senders != sender_type::any && row.senders != senders) continue;
                ask(price_question{.to = &to,
                                   .digits = row.prefix,
                                   .message_class = klass,
                                   .senders = senders,
                                   .channel = row.channel});
            }
        }
    }

    std::optional<price_rise> compare(const price_row& row, const price_question& asked) const {
        const auto before = before_.book.sell(asked_.client, asked_.list, asked);
        const auto after = after_.book.sell(asked_.client, asked_.list, asked);
        if (!before || !after || before->currency != after->currency || after->price <= before->price)
            return std::nullopt;
        return price_rise{row, before->price, after->price, after->currency, asked.utc_ms};
    }

    const price_version& before_;
    const price_version& after_;
    const number_plan& plan_;
    const rise_question& asked_;
    kinds kinds_;
    boost::unordered_flat_map<price_key, std::set<int64_t>, price_key_hash> bounds_;
};

}  // namespace

std::vector<price_rise> find_rises(const price_version& before, const price_version& after, const number_plan& plan,
                                   const rise_question& asked) {
    const auto places = changed_places(before.rows, after.rows);
    if (places.empty()) return {};
    const rise_search search{before, after, plan, asked};
    std::vector<price_rise> rises;
    for (const auto& [at, row] : places)
        if (auto found = search.rise_at(*row)) rises.push_back(std::move(*found));
    std::ranges::sort(rises, {}, [](const price_rise& each) {
        return std::pair{each.from_utc_ms, place_of(each.place)};
    });
    return rises;
}

}  // namespace kaskad::routing
