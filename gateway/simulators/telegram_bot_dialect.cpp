#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channel_signature.hpp"
#include "net/secret.hpp"

#include <array>

// Telegram's Bot API (channels.md 3.5): no word of delivery, but what people write, under a shared secret.

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{key_form{"bot_token", key_source::secret, "110201543:AA"},
                          key_form{"secret_token", key_source::secret}};
constexpr std::string_view PATH = "/bot";
constexpr size_t TEXT_MAX = 4096;

net::http_response refuse(int code, std::string_view description) {
    return json_answer(code, {{"ok", false}, {"error_code", code}, {"description", description}});
}

net::http_response refuse_verdict(channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::unreachable:
            return refuse(400, "Bad Request: chat not found");
        case channel_verdict::opted_out:
            return refuse(403, "Forbidden: bot was blocked by the user");
        case channel_verdict::throttled:
            return json_answer(429, {{"ok", false},
                                     {"error_code", 429},
                                     {"description", "Too Many Requests: retry after 1"},
                                     {"parameters", {{"retry_after", 1}}}});
        case channel_verdict::suspended:
            return refuse(401, "Unauthorized");
        case channel_verdict::broken:
            return refuse(502, "Bad Gateway");
        case channel_verdict::template_refused:
            return refuse(400,
                          "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"");
        case channel_verdict::accepted:
            break;
    }
    return {};
}

json::object make_person(const channel_message& message) {
    return {{"id", as_number(message.send.address)}, {"is_bot", false}, {"first_name", "A person"}};
}

json::object make_update(const channel_message& message, const channel_step& step, const callback_place& to) {
    json::object update{{"update_id", to.number}};
    const json::object chat{{"id", as_number(message.send.address)}, {"type", "private"}};
    const auto date = to.now.utc_ms / 1000;
    if (step.event == channel_event::reply) {
        update["message"] = {{"message_id", to.number},
                             {"from", make_person(message)},
                             {"chat", chat},
                             {"date", date},
                             {"text", step.text}};
    } else if (step.event == channel_event::opted_out) {
        update["my_chat_member"] = {{"chat", chat},
                                    {"from", make_person(message)},
                                    {"date", date},
                                    {"old_chat_member", {{"status", "member"}}},
                                    {"new_chat_member", {{"status", "kicked"}, {"until_date", 0}}}};
    } else {
        update["teleportation"] = {{"chat", chat}, {"date", date}};
    }
    return update;
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::telegram_bot; }
    std::span<const key_form> keys() const override { return KEYS; }
    bool is_addressed(std::string_view path) const override {
        return path.starts_with(PATH) && segments_of(path).size() == 2;
    }

    channel_order read(const net::http_request& request, const channel_keys& keys, const channel_time&) const override {
        const auto segments = segments_of(request.path());
        if (!net::is_same_secret(segments[0].substr(PATH.size() - 1), key_of(keys, "bot_token")))
            return {.answer = refuse(401, "Unauthorized")};
        const auto fields = fields_of(request);
        if (segments[1] == "getMe") return {.answer = json_answer(200, {{"ok", true}, {"result", {{"is_bot", true}}}})};
        if (!fields) return {.answer = refuse(400, "Bad Request: can't parse the request body")};
        if (segments[1] == "deleteMessage")
            return {.wants = channel_order::kind::revoke, .id = std::string{key_of(*fields, "message_id")}};
        if (segments[1] == "sendMessage") return read_send(*fields);
        return {.answer = refuse(404, "Not Found")};
    }

    std::string make_id(uint64_t number, const channel_send&, const channel_keys&) const override {
        return std::to_string(number % 2'000'000'000);  // theirs have 31 bits
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        if (verdict != channel_verdict::accepted) return refuse_verdict(verdict);
        return json_answer(200, {{"ok", true},
                                 {"result",
                                  {{"message_id", as_number(message.id)},
                                   {"date", message.utc_ms / 1000},
                                   {"chat", {{"id", as_number(message.send.address)}, {"type", "private"}}},
                                   {"text", message.send.text}}}});
    }

    net::http_response answer_revoke(const channel_message* message, bool is_revoked,
                                     const channel_keys&) const override {
        if (message == nullptr) return refuse(400, "Bad Request: message to delete not found");
        if (!is_revoked) return refuse(400, "Bad Request: message can't be deleted");
        return json_answer(200, {{"ok", true}, {"result", true}});
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        if (!tells(who(), step.event)) return std::nullopt;
        auto call = make_post(to.url, json::serialize(make_update(message, step, to)));
        const std::string secret{key_of(to.keys, "secret_token")};
        call.fields.add("X-Telegram-Bot-Api-Secret-Token", step.is_forged ? forge(secret) : secret);
        return call;
    }

  private:
    static channel_order read_send(const channel_keys& fields) {
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = key_of(fields, "chat_id");
        order.send.text = key_of(fields, "text");
        if (order.send.address.empty()) return {.answer = refuse(400, "Bad Request: chat_id is empty")};
        if (order.send.text.empty()) return {.answer = refuse(400, "Bad Request: message text is empty")};
        if (order.send.text.size() > TEXT_MAX * 4) return {.answer = refuse(400, "Bad Request: message is too long")};
        return order;
    }
};

}  // namespace

const channel_dialect& telegram_bot_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
