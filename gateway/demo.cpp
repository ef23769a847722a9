#include "gateway/demo.hpp"

#include "gateway/api_caller.hpp"
#include "gateway/serve.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr int READY_TRIES = 150;
constexpr int FINAL_TRIES = 200;
constexpr std::chrono::milliseconds PAUSE{100};

struct sample {
    const char* title;
    const char* to;
    const char* text;
};

// What the recipients' last digits mean to the simulated operators: `kaskad smsc --help`.
constexpr sample SAMPLES[] = {
    {"a parcel notice, Latin", "+49 151 23456789", "Your parcel 4711 is at the pick-up point until 6 pm. Code: 9342"},
    {"an order, Cyrillic in three parts", "+7 916 123-45-67",
     "Здравствуйте! Ваш заказ №4711 собран и передан в доставку. Курьер приедет завтра с 10 до 14 часов и позвонит за "
     "полчаса. Пожалуйста, приготовьте документ и код получения 9342."},
    {"a greeting with an emoji", "+34 612 345 678", "¡Feliz cumpleaños! \xF0\x9F\x8E\x82"},
    {"one that will fail", "+44 7400 120000", "Nobody will read this"},
};

// Delivered over Viber and not read there: the digits say so to `kaskad channels-sim`. Then an SMS, which arrives.
constexpr sample ORDER{"an order over Viber; not read within three seconds, so by SMS", "+49 151 23456801",
                       "Your order A-17 is ready"};
constexpr auto VIBER_THEN_SMS = R"([{"channel": "viber", "success_on": "read", "timeout_s": 3}, {"channel": "sms"}])";

std::string text_of(const json::value& from, std::initializer_list<const char*> path) {
    const json::value* at = &from;
    for (const auto* name : path) {
        if (!at->is_object()) return "-";
        at = at->as_object().if_contains(name);
        if (!at) return "-";
    }
    if (at->is_string()) return std::string{at->as_string()};
    if (at->is_null()) return "-";
    return json::serialize(*at);
}

json::value parse(const std::string& text) {
    boost::system::error_code trouble;
    auto value = json::parse(text, trouble);
    return trouble ? json::value{} : value;
}

class story {
  public:
    explicit story(const demo_options& options) : options_{options}, api_{options.url} {}

    bool wait_until_ready();
    bool tell();

  private:
    bool show_balance(const char* when);
    std::string send(const sample& sample, const char* cascade = nullptr);
    void show_steps(const json::value& message) const;
    json::value follow(const std::string& id);
    void show(const sample& sample, const json::value& message) const;
    bool complain(const std::string& text) const {
        fmt::print(stderr, "kaskad demo: {}\n", text);
        return false;
    }

    demo_options options_;
    api_caller api_;
};

bool story::wait_until_ready() {
    std::string why;
    for (int number = 0; number < READY_TRIES; ++number) {
        const auto ready = api_.get("/readyz", "");
        if (ready) return true;
        why = ready.error();
        api_.sleep(PAUSE);
    }
    return complain("the gateway does not get ready: " + why);
}

bool story::show_balance(const char* when) {
    const auto answer = api_.get("/v1/balance", options_.client_key);
    if (!answer) return complain(answer.error());
    const auto balance = parse(*answer);
    fmt::print("Balance {}: {} {} available\n", when, text_of(balance, {"available"}), text_of(balance, {"currency"}));
    return true;
}

std::string story::send(const sample& sample, const char* cascade) {
    json::object body{{"to", sample.to}, {"text", sample.text}, {"class", "transactional"}};
    if (cascade) body.emplace("cascade", parse(cascade));
    const auto answer = api_.post("/v1/messages", options_.client_key, json::serialize(body));
    if (answer) return text_of(parse(*answer), {"id"});
    complain(answer.error());
    return {};
}

// Until the message has ended, or for twenty seconds.
json::value story::follow(const std::string& id) {
    json::value message;
    for (int number = 0; number < FINAL_TRIES; ++number) {
        const auto answer = api_.get("/v1/messages/" + id, options_.operator_key);
        if (answer) message = parse(*answer);
        if (text_of(message, {"final_at"}) != "-") return message;
        api_.sleep(PAUSE);
    }
    return message;
}

void story::show(const sample& sample, const json::value& message) const {
    fmt::print("\n{} to {}\n", sample.title, sample.to);
    fmt::print("  state    {}", text_of(message, {"state"}));
    const auto reason = text_of(message, {"reason", "code"});
    fmt::print("{}\n",
               reason == "-" ? "" : " (" + reason + ", culprit: " + text_of(message, {"reason", "culprit"}) + ")");
    fmt::print("  network  {} {}\n", text_of(message, {"network", "country"}), text_of(message, {"network", "mccmnc"}));
    fmt::print("  parts    {} ({}), {} confirmed\n", text_of(message, {"parts"}), text_of(message, {"encoding"}),
               text_of(message, {"parts_confirmed"}));
    fmt::print("  price    {} {}\n", text_of(message, {"price", "amount"}), text_of(message, {"price", "currency"}));
    fmt::print("  latency  {} ms from acceptance to the end\n", text_of(message, {"latency_ms"}));
    if (message.is_object() && message.as_object().contains("cascade")) return show_steps(message);
    const auto* attempts = message.is_object() ? message.as_object().if_contains("attempts") : nullptr;
    if (!attempts || !attempts->is_array()) return;
    for (const auto& attempt : attempts->as_array()) {
        fmt::print("  link     {}: {}\n", text_of(attempt, {"link", "name"}), text_of(attempt, {"state"}));
        fmt::print("  why      {}\n", text_of(attempt, {"decision", "explanation"}));
        const auto* parts = attempt.as_object().if_contains("parts");
        if (!parts || !parts->is_array()) continue;
        for (const auto& part : parts->as_array()) {
            fmt::print("  part {}   id {}, receipt {}\n", text_of(part, {"number"}), text_of(part, {"operator_id"}),
                       text_of(part, {"receipt", "stat"}));
        }
    }
}

// Which step did what, and what the one charge was for.
void story::show_steps(const json::value& message) const {
    const auto* attempts = message.as_object().if_contains("attempts");
    if (!attempts || !attempts->is_array()) return;
    for (const auto& attempt : attempts->as_array()) {
        const auto reason = text_of(attempt, {"reason", "code"});
        fmt::print("  step {}   {}: {}{}\n", text_of(attempt, {"step"}), text_of(attempt, {"channel"}),
                   text_of(attempt, {"state"}), reason == "-" ? "" : " (" + reason + ")");
    }
    fmt::print("  charged  {} {}, once\n", text_of(message, {"charge", "amount"}),
               text_of(message, {"charge", "currency"}));
}

bool story::tell() {
    if (!show_balance("before")) return false;
    std::vector<std::pair<sample, std::string>> sent;
    for (const auto& sample : SAMPLES)
        sent.emplace_back(sample, send(sample));
    for (const auto& [sample, id] : sent) {
        if (id.empty()) return false;
        show(sample, follow(id));
    }
    const auto order = send(ORDER, VIBER_THEN_SMS);
    if (order.empty()) return false;
    show(ORDER, follow(order));
    fmt::print("\n");
    return show_balance("after");
}

}  // namespace

int demo(const demo_options& options) {
    // Each line is seen when it is said, also through a pipe.
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    story story{options};
    if (!story.wait_until_ready() || !story.tell()) return EXIT_FAILED;
    fmt::print(
        "\nThe gateway stays up. Try:\n\n"
        "  curl -s -H 'Authorization: Bearer {}' -H 'Content-Type: application/json' \\\n"
        "    -d '{{\"to\": \"+4915123456789\", \"text\": \"Hello from Kaskad\"}}' {}/v1/messages\n\n"
        "or bind an SMPP client to 127.0.0.1:2775 as system_id demo with password demo.\n\n",
        options.client_key, options.url);
    return EXIT_OK;
}

}  // namespace kaskad::gateway
