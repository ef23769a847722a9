#include "gateway/usage_poster.hpp"

#include "core/assert.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api/usage_table.hpp"
#include "net/public_address.hpp"
#include "net/webhook_signature.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::chrono::hours RETRY_MAX{6};
constexpr std::chrono::milliseconds BUSY_DELAY{200};

net::http_client_options make_client_options(const usage_poster_options& options, bool any_address) {
    net::http_client_options made;
    made.call_deadline = options.call_deadline;
    made.tls = options.tls;
    if (!any_address) made.is_address_allowed = net::is_public_address;
    return made;
}

std::chrono::milliseconds pause_after(uint32_t failures, std::chrono::milliseconds first) {
    auto pause = first;
    for (; failures > 1 && pause < RETRY_MAX; --failures)
        pause *= 2;
    return std::min<std::chrono::milliseconds>(pause, RETRY_MAX);
}

}  // namespace

usage_poster::usage_poster(net::shard& home, usage_poster_options options, facts::command_port& engine,
                           api::report_port& reports)
    : home_{home},
      options_{std::move(options)},
      engine_{engine},
      reports_{reports},
      self_{std::make_shared<usage_poster*>(this)},
      round_{home.get_executor(), [this] { ask(); }},
      read_again_{home.get_executor(), [this] { read_on(); }},
      to_public_{home, make_client_options(options_, false)},
      to_any_{home, make_client_options(options_, true)} {
    ASSERT(options_.open_secret);
    ASSERT(options_.utc_ms);
}

usage_poster::~usage_poster() {
    *self_ = nullptr;
}

void usage_poster::stop() {
    *self_ = nullptr;
    now_.reset();
    rows_.clear();
    round_.cancel();
    read_again_.cancel();
    to_public_.stop();
    to_any_.stop();
}

// Where the engine is too busy, or the round before is not over, the next time is soon enough.
void usage_poster::ask() {
    if (!now_) engine_.try_send(facts::query_usage_endpoints{options_.token});
    round_.expire_after(options_.every);
}

void usage_poster::handle_answer(const facts::answer& answer) {
    if (*self_ == nullptr) return;
    if (const auto* refused = std::get_if<facts::refusal>(&answer.value))
        return spdlog::error("usage: {}: {}", refused->field, refused->detail);
    const auto* told = std::get_if<facts::usage_endpoints>(&answer.value);
    if (told == nullptr || now_) return;
    rows_ = told->rows;
    begin_next();
}

void usage_poster::begin_next() {
    while (!rows_.empty()) {
        const auto row = std::move(rows_.back());
        rows_.pop_back();
        if (begin(row)) return;
    }
}

bool usage_poster::begin(const facts::usage_endpoint& row) {
    const auto told = told_.find(row.value.id);
    if (told != told_.end() && told->second > row.told_day) {
        engine_.try_send(facts::usage_told{options_.token, row.value.id, told->second});
        return false;
    }
    const auto failed = failed_.find(row.value.id);
    if (failed != failed_.end() && failed->second.due > net::clock::now()) return false;
    auto zone = api::local_days::load(row.zone.empty() ? "UTC" : row.zone);
    if (!zone) {
        spdlog::error("usage of {}: {}", row.client, zone.error());
        return false;
    }
    const auto day = usage_day_due(row, *zone, options_.utc_ms(), options_.after.count());
    if (!day) return false;
    const auto secret = options_.open_secret(row.value.secret_sealed);
    auto key = secret ? net::parse_webhook_secret(*secret) : std::nullopt;
    if (!key) {
        spdlog::error("usage of {}: the secret of \"{}\" cannot be opened: was the key file changed?", row.client,
                      row.value.name);
        return false;
    }
    now_ = std::make_shared<telling>(
        telling{row, *day, *std::move(key), {row.value.client, *day, *std::move(zone), options_.part_size}});
    read_on();
    return true;
}

// On the reader's thread page by page, so that other reports get their turn between two of them.
void usage_poster::read_on() {
    if (!now_) return;
    auto job = [self = self_, &home = home_, what = now_](store::report_reader& from) {
        auto read = what->reading.step(from);
        home.post([self, what, read = std::move(read)]() mutable {
            if (*self != nullptr && (*self)->now_ == what) (*self)->take(std::move(read));
        });
    };
    if (!reports_.try_run(std::move(job))) read_again_.expire_after(BUSY_DELAY);
}

void usage_poster::take(std::expected<std::optional<usage_part>, std::string> read) {
    if (!read) return fail(read.error());
    if (!*read) return read_on();
    post(**read);
}

void usage_poster::post(const usage_part& part) {
    const auto& endpoint = now_->to.value;
    net::http_call call;
    call.url = endpoint.url;
    call.body = part.text;
    call.fields.add("Content-Type", api::CSV_TYPE);
    call.fields.add("User-Agent", "Kaskad/1");
    call.fields.add("Kaskad-Usage-Day", api::render_day(now_->day));
    call.fields.add("Kaskad-Usage-Part", std::to_string(part.number));
    call.fields.add("Kaskad-Usage-Last", part.is_last ? "true" : "false");
    net::hmac_sha256_signer signer{now_->key};
    const auto id = fmt::format("usage-{}-{}-{}", endpoint.id.value, api::render_day(now_->day), part.number);
    net::add_webhook_fields(call.fields, signer, {id, options_.utc_ms() / 1'000}, call.body);
    call.repeatable = true;  // the receiver knows a repeat by its id
    auto& client = endpoint.allow_private ? to_any_ : to_public_;
    client.send(std::move(call), [this, what = now_, is_last = part.is_last](const net::http_result& result) {
        if (now_ == what) handle_result(is_last, result);
    });
}

void usage_poster::handle_result(bool is_last, const net::http_result& result) {
    if (!result) return fail(std::string{net::to_string(result.error().code)});
    if (result->status < 200 || result->status > 299) return fail("it answered " + std::to_string(result->status));
    if (!is_last) return read_on();
    finish();
}

// If the engine does not take that now, it is told in the next round; after a crash the day is posted once more.
void usage_poster::finish() {
    failed_.erase(now_->to.value.id);
    told_[now_->to.value.id] = now_->day;
    spdlog::info("usage of {} on {} is told to \"{}\"", now_->to.client, api::render_day(now_->day),
                 now_->to.value.name);
    engine_.try_send(facts::usage_told{options_.token, now_->to.value.id, now_->day});
    now_.reset();
    if (rows_.empty()) return round_.expire_after(BUSY_DELAY);  // the next day may be due as well
    begin_next();
}

void usage_poster::fail(const std::string& why) {
    auto& failed = failed_[now_->to.value.id];
    failed.due = net::clock::now() + pause_after(++failed.count, options_.retry_delay);
    spdlog::warn("usage of {} on {}: \"{}\" did not take it: {}", now_->to.client, api::render_day(now_->day),
                 now_->to.value.name, why);
    now_.reset();
    begin_next();
}

}  // namespace kaskad::gateway
