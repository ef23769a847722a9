#pragma once

#include "core/money.hpp"
#include "gateway/api/problem.hpp"

#include <boost/json/object.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The members of a JSON object, asked for one by one: what is there and right is taken, all that is wrong is gathered,
// and a member that nobody asked for is unknown. Pure.

namespace kaskad::gateway::api {

// Why a text will not do; empty: it will.
using text_check = std::function<std::string(std::string_view)>;

class json_fields {
  public:
    static constexpr size_t TEXT_OCTETS_MAX = 200;

    // path: stands before its members' names in what is told of them, as "quotas[2].". The object must outlive this.
    explicit json_fields(const boost::json::object& members, std::string path = {})
        : members_{members}, path_{std::move(path)} {}

    bool has(std::string_view name) const { return members_.contains({name.data(), name.size()}); }
    // What only some may say is checked by whoever knows.
    void refuse(std::string_view code, std::string_view name, std::string why);
    void require(std::string_view name, std::string why);

    // What an answer tells and nobody may change: it may stand there, so that what was read can be sent back.
    void pass_over(std::string_view name) { asked_.emplace(name); }

    // Each leaves `into` as it is where the member is not there, or is wrong.
    void read(std::string_view name, std::string& into, const text_check& check = {});
    void read(std::string_view name, bool& into);
    // Decimal strings.
    void read(std::string_view name, core::price& into, core::price least = {});
    void read(std::string_view name, core::amount& into, core::amount least = {});
    // A list of strings.
    void read(std::string_view name, std::vector<std::string>& into, const text_check& check = {});
    template <std::unsigned_integral Number>
    void read(std::string_view name, Number& into, uint32_t least, uint32_t most) {
        if (const auto given = whole(name, least, most)) into = static_cast<Number>(*given);
    }
    void read(std::string_view name, int64_t& into, int64_t least, int64_t most) {
        if (const auto given = whole(name, least, most)) into = *given;
    }
    // words: pairs of a text and the value it stands for.
    template <typename Value, typename Words>
    void read_word(std::string_view name, Value& into, const Words& words) {
        const auto given = text_of(name);
        if (!given) return;
        std::string known;
        for (const auto& [text, value] : words) {
            if (*given == text) return void(into = value);
            known += (known.empty() ? "" : ", ") + std::string{text};
        }
        refuse("invalid_field", name, "must be one of " + known);
    }
    // A share as a percentage, in a decimal string with at most 4 decimals; into millionths.
    void read_percent(std::string_view name, int64_t& into_ppm, core::price least, core::price most);
    // An object: `read_it` with what is wrong in it told of this.
    void read_object(std::string_view name, const std::function<void(json_fields&)>& read_it);
    // A list of objects: `read_one` for each, with what is wrong in it told of this.
    void read_each(std::string_view name, size_t count_max, const std::function<void(json_fields&)>& read_one);

    // All that is wrong; nothing: nothing is. To be asked last, as only then it is known what is unknown.
    std::optional<problem> fault();

  private:
    const boost::json::value* find(std::string_view name);
    std::optional<std::string_view> text_of(std::string_view name);
    std::optional<int64_t> whole(std::string_view name, int64_t least, int64_t most);
    const boost::json::array* list_of(std::string_view name, size_t count_max);
    void take_errors(json_fields& of);
    void note_unknown();

    const boost::json::object& members_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
    std::vector<field_error> errors_;
    std::string_view code_;  // of the first error
};

// No price is higher, no amount larger: sums of them stay far from the end of 64 bits.
inline constexpr core::price PRICE_MAX{100'000'000'000'000};               // 1,000,000 units
inline constexpr core::amount AMOUNT_MAX{int64_t{1'000'000'000'000'000}};  // 1,000,000,000 units

}  // namespace kaskad::gateway::api
