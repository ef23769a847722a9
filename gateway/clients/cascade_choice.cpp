#include "gateway/clients/cascade_choice.hpp"

#include "gateway/clients/padding.hpp"
#include "smpp/letter_case.hpp"
#include "smpp/unicode.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kaskad::gateway::clients {

namespace {

using core::channel;

template <typename T>
using checked = std::expected<T, smpp::command_status>;

constexpr auto BAD_VALUE = std::unexpected{smpp::command_status::rinvtlvval};
constexpr uint32_t STEP_S = 60;
constexpr uint32_t SECOND_MS = 1'000;

struct letter {
    char sign;
    core::channel channel;
};

// As Rapporto's clients write them, and V for Viber: the V of theirs is a channel that is not there.
constexpr std::array LETTERS = std::to_array<letter>({{'s', channel::sms},
                                                      {'v', channel::viber},
                                                      {'i', channel::viber},
                                                      {'w', channel::whatsapp},
                                                      {'t', channel::telegram},
                                                      {'p', channel::push},
                                                      {'f', channel::voice}});

// When the next step begins besides where the present one could not begin at all.
enum class resending : uint8_t { refused, undelivered, unread };

// C-octet strings come with their NUL or without it; nullopt: there is no such TLV.
std::optional<std::string_view> text_at(uint16_t tag, const smpp::tlv_list& tlvs) {
    const auto* found = tag == 0 ? nullptr : smpp::find_tlv(tlvs, tag);
    if (found == nullptr) return std::nullopt;
    std::string_view text = found->value;
    if (text.ends_with('\0')) text.remove_suffix(1);
    return text;
}

std::optional<core::channel> channel_of(std::string_view text) {
    std::string word{without_padding(text)};
    std::ranges::transform(word, word.begin(), smpp::to_lower);
    if (word.size() != 1) return core::parse_channel(word);
    const auto found = std::ranges::find(LETTERS, word.front(), &letter::sign);
    return found == LETTERS.end() ? std::nullopt : std::optional{found->channel};
}

bool has(const std::vector<core::channel>& order, core::channel one) {
    return std::ranges::find(order, one) != order.end();
}

// "V,S", "viber,sms". None twice: whoever means another channel by one of two letters would send it to a person twice.
checked<std::vector<core::channel>> parse_order(std::string_view text) {
    std::vector<core::channel> order;
    while (true) {
        const auto comma = std::min(text.find(','), text.size());
        const auto one = channel_of(text.substr(0, comma));
        if (!one || has(order, *one) || order.size() == facts::CASCADE_STEPS_MAX) return BAD_VALUE;
        order.push_back(*one);
        if (comma == text.size()) return order;
        text.remove_prefix(comma + 1);
    }
}

checked<resending> parse_mode(std::string_view text) {
    for (const auto& [word, mode] : {std::pair{"N", resending::refused}, std::pair{"Y", resending::undelivered},
                                     std::pair{"S", resending::unread}}) {
        if (smpp::equal_ignoring_case(without_padding(text), word)) return mode;
    }
    return BAD_VALUE;
}

// Few apps acknowledge a push: that it was sent is enough. Nothing follows the last step, read or not.
facts::step_goal goal_of(core::channel over, resending mode, bool is_last) {
    if (over == channel::push) return facts::step_goal::sent;
    const bool can_be_read = over == channel::whatsapp || over == channel::viber || over == channel::telegram;
    const bool wants_reading = mode == resending::unread && can_be_read && !is_last;
    return wants_reading ? facts::step_goal::read : facts::step_goal::delivered;
}

// Taken is taken: only what was refused is followed by the next.
std::vector<uint8_t> refusals() {
    using cause = facts::advance_cause;
    return {static_cast<uint8_t>(cause::refused), static_cast<uint8_t>(cause::account),
            static_cast<uint8_t>(cause::config)};
}

facts::cascade cascade_of(const std::vector<core::channel>& order, resending mode, uint32_t step_s) {
    facts::cascade made;
    for (const auto over : order) {
        const bool is_last = made.steps.size() + 1 == order.size();
        facts::cascade_step step;
        step.channel = over;
        step.success_on = goal_of(over, mode, is_last);
        if (mode == resending::refused) {
            step.advance_on = refusals();
        } else if (!is_last) {
            step.timeout_ms = (step_s > 0 ? step_s : STEP_S) * SECOND_MS;
        }
        made.steps.push_back(std::move(step));
    }
    return made;
}

bool is_control(char32_t letter) {
    return letter < U' ' && letter != U'\n' && letter != U'\r' && letter != U'\t';
}

// UTF-8. Other codings show by octets that no text has.
bool is_text(std::string_view text) {
    smpp::utf8_reader in{text};
    while (!in.is_at_end()) {
        const auto letter = in.next();
        if (!letter || is_control(*letter)) return false;
    }
    return !text.empty();
}

checked<void> fill_contents(facts::submit_message& command, const facts::smpp_account& terms,
                            const smpp::tlv_list& tlvs) {
    for (const auto& [over, tag] : terms.content_tags) {
        const auto text = text_at(tag, tlvs);
        if (!text) continue;
        if (!is_text(*text)) return BAD_VALUE;
        facts::channel_content content;
        content.channel = over;
        content.text = *text;
        command.contents.push_back(std::move(content));
    }
    return {};
}

checked<void> fill_order(facts::submit_message& command, const facts::smpp_account& terms, const smpp::tlv_list& tlvs) {
    const auto order_text = text_at(terms.cascade_order_tag, tlvs);
    const auto mode_text = text_at(terms.cascade_mode_tag, tlvs);
    const auto mode = mode_text ? parse_mode(*mode_text) : checked<resending>{resending::undelivered};
    if (!mode) return std::unexpected(mode.error());
    if (!order_text) {
        if (mode_text) return BAD_VALUE;  // of what order? A saved cascade says itself when it goes on
        command.cascade_name = terms.cascade;
        return {};
    }
    const auto order = parse_order(*order_text);
    if (!order) return std::unexpected(order.error());
    command.steps = cascade_of(*order, *mode, terms.cascade_step_s);
    return {};
}

}  // namespace

bool names_cascade(const facts::smpp_account& terms, const smpp::tlv_list& tlvs) {
    return text_at(terms.cascade_name_tag, tlvs) || text_at(terms.cascade_order_tag, tlvs);
}

checked<void> choose_cascade(facts::submit_message& command, const facts::smpp_account& terms,
                             const smpp::tlv_list& tlvs) {
    if (const auto name = text_at(terms.cascade_name_tag, tlvs)) {
        if (name->empty() || name->size() > facts::CASCADE_NAME_MAX) return BAD_VALUE;
        command.cascade_name = *name;
    } else if (const auto ok = fill_order(command, terms, tlvs); !ok) {
        return ok;
    }
    return fill_contents(command, terms, tlvs);
}

}  // namespace kaskad::gateway::clients
