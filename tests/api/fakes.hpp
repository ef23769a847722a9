#pragma once

#include "gateway/api/server.hpp"
#include "net/digest.hpp"
#include "store/memory_database.hpp"
#include "store/memory_view.hpp"
#include "tests/net/raw_client.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// What stands behind the API in its tests: an engine that only keeps what it is sent, a reader with a few messages, and
// a real server on a shard's thread with port 0. Every wait ends after ten seconds.

namespace kaskad::gateway::api {

inline constexpr std::chrono::seconds PATIENCE{10};

class fake_engine : public engine_port {
  public:
    bool try_send(facts::command&& command) override {
        const std::lock_guard lock{mutex_};
        if (room_ == 0) return false;
        --room_;
        commands_.push_back(std::move(command));
        arrived_.notify_all();
        return true;
    }
    bool try_send_all(std::vector<facts::command>&& items) override {
        const std::lock_guard lock{mutex_};
        if (room_ < items.size()) return false;
        room_ -= items.size();
        std::ranges::move(items, std::back_inserter(commands_));
        arrived_.notify_all();
        return true;
    }

    void set_room(size_t commands) {
        const std::lock_guard lock{mutex_};
        room_ = commands;
    }
    size_t count() {
        const std::lock_guard lock{mutex_};
        return commands_.size();
    }
    // All commands, once there are so many.
    std::vector<facts::command> wait_for(size_t count) {
        std::unique_lock lock{mutex_};
        EXPECT_TRUE(arrived_.wait_for(lock, PATIENCE, [&] { return commands_.size() >= count; }));
        return commands_;
    }
    template <typename Command>
    Command wait_for_last(size_t count) {
        const auto all = wait_for(count);
        if (all.size() < count) return {};
        return std::get<Command>(all[count - 1]);
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<facts::command> commands_;
    size_t room_ = SIZE_MAX;
};

class fake_reader : public store::reader {
  public:
    std::map<core::message_id, store::message_view> views;
    store::message_page page;
    store::inbound_page inbound;
    std::atomic<bool> broken = false;

    store::list_query asked() {
        const std::lock_guard lock{mutex_};
        return asked_;
    }

    store::result<uint64_t> position() override { return 0; }
    store::result<facts::fetch_result> read(const facts::fetch_request&) override { return facts::fetch_result{}; }
    store::result<store::message_view> read_message(core::message_id id) override {
        if (broken) return std::unexpected(store::error{"disk gone", true});
        return views.contains(id) ? views[id] : store::message_view{};
    }
    store::result<store::message_page> list_messages(const store::list_query& query) override {
        {
            const std::lock_guard lock{mutex_};
            asked_ = query;
        }
        if (broken) return std::unexpected(store::error{"disk gone", true});
        return page;
    }
    store::result<store::inbound_page> list_inbound(const store::list_query& query) override {
        const std::lock_guard lock{mutex_};
        asked_ = query;
        return inbound;
    }
    store::result<std::vector<facts::link>> read_links() override { return std::vector<facts::link>{}; }
    store::result<std::vector<billing::posting>> read_postings(core::message_id) override {
        return std::vector<billing::posting>{};
    }

  private:
    std::mutex mutex_;
    store::list_query asked_;
};

// A thread with a queue, as the gateway has one.
template <typename Reader>
class fake_reading_port : public reading_port<Reader> {
  public:
    using typename reading_port<Reader>::job;

    explicit fake_reading_port(Reader& reader) : reader_{reader}, thread_{[this] { run(); }} {}
    ~fake_reading_port() override {
        {
            const std::lock_guard lock{mutex_};
            ended_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    bool try_run(job what) override {
        if (is_full) return false;
        {
            const std::lock_guard lock{mutex_};
            jobs_.push_back(std::move(what));
        }
        changed_.notify_all();
        return true;
    }

    std::atomic<bool> is_full = false;

  private:
    void run() {
        std::unique_lock lock{mutex_};
        for (;;) {
            changed_.wait(lock, [&] { return ended_ || !jobs_.empty(); });
            if (ended_) return;
            auto job = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            job(reader_);
            lock.lock();
        }
    }

    Reader& reader_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<job> jobs_;
    bool ended_ = false;
    std::thread thread_;
};

struct parsed_response {
    int status = 0;
    std::string head;
    std::string body;

    boost::json::value json() const { return body.empty() ? boost::json::value{} : boost::json::parse(body); }
    std::string code() const { return std::string{json().at("code").as_string()}; }
    bool has(std::string_view line) const { return head.contains(std::string{line} + "\r\n"); }
};

inline parsed_response parse_response(const std::string& octets) {
    parsed_response result;
    const auto end = octets.find("\r\n\r\n");
    if (end == std::string::npos) return result;
    result.head = octets.substr(0, end + 2);
    result.body = octets.substr(end + 4);
    result.status = std::stoi(result.head.substr(9, 3));
    return result;
}

class api_client {
  public:
    explicit api_client(uint16_t port) : connection_{port} { EXPECT_TRUE(connection_.is_connected()); }

    net::raw_client& raw() { return connection_; }
    void send(const std::string& method, const std::string& target, const std::string& fields,
              const std::string& body = "") {
        const bool has_body = method == "POST" || method == "PUT";
        const auto length = has_body ? "Content-Length: " + std::to_string(body.size()) + "\r\n" : "";
        EXPECT_TRUE(
            connection_.send(method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + length + fields + "\r\n" + body));
    }
    parsed_response receive() { return parse_response(connection_.read_response()); }

  private:
    net::raw_client connection_;
};

inline const std::string ANNA = "Authorization: Bearer anna\r\n";      // client 1
inline const std::string BERT = "Authorization: Bearer bert\r\n";      // client 2
inline const std::string OPERATOR = "Authorization: Bearer root\r\n";  // client 2, operator scope
inline const std::string GONE = "Authorization: Bearer gone\r\n";      // client 3, disabled
inline const std::string MESSAGE = R"({"to":"+491512345678","text":"hello"})";

inline facts::client make_client(uint32_t id, const std::string& key, bool enabled = true) {
    facts::client client;
    client.id = core::client_id{id};
    client.enabled = enabled;
    client.keys = {{.name = key, .sha256 = net::to_hex(net::as_octets(net::sha256(key))), .operator_scope = false}};
    return client;
}

inline std::shared_ptr<const credentials> make_credentials() {
    credential_book book;
    auto bert = make_client(2, "bert");
    auto root = make_client(2, "root").keys.front();
    root.operator_scope = true;
    bert.keys.push_back(root);
    book.apply({make_client(1, "anna")});
    book.apply({bert});
    book.apply({make_client(3, "gone", false)});
    return book.snapshot();
}

class ApiServer : public ::testing::Test {
  protected:
    ~ApiServer() override {
        home_.stop();
        server_.reset();
    }

    void open(server_options options = {}) {
        open_starting(options);
        server_->set_credentials(make_credentials());
        server_->admit_clients();
        home_.start();
    }

    // Listens, and knows no client yet; the caller starts home_.
    void open_starting(server_options options = {}) {
        server_ports ports{
            .engine = engine_,
            .reader = reader_port_,
            .numbers = numbers_,
            .await_position =
                [this](uint64_t position, auto, auto done) {
                    awaited_ = position;
                    if (projector_answers_) done(projector_reaches_);
                },
            .why_not_ready = [this] { return std::string{ready_ ? "" : "the journal is being replayed"}; },
            .why_not_durable = [this] { return std::string{durable_ ? "" : "the journal cannot be written"}; },
            .words = {},
            .accounts = [] { return std::string{"{}"}; },
            .statuses = [this] { return statuses_; },
            .polls = [this] { return polls_; },
            .sheets = &reader_port_,
            .judge_sheet = [this](store::reader&, const sheet_question& asked) { return judge_(asked); },
            .probes = probes_,
            .reports = &report_port_,
            .comparisons = &report_port_,
            .compare_file = [this](store::report_reader&,
                                   comparison_question asked) { return compare_(std::move(asked)); },
            .channels = channels_};
        options.number = 5;
        auto opened = server::open(home_, options, std::move(ports));
        ASSERT_TRUE(opened) << opened.error();
        server_ = std::move(*opened);
    }

    api_client connect() { return api_client{server_->port()}; }
    parsed_response ask(const std::string& method, const std::string& target, const std::string& fields,
                        const std::string& body = "") {
        auto client = connect();
        client.send(method, target, fields, body);
        return client.receive();
    }

    void answer(facts::token token, uint32_t item, facts::reply reply) {
        home_.post([this, answer = facts::answer{token, item, std::move(reply)}] { server_->deliver_answer(answer); });
    }
    static facts::accepted_item accepted(uint64_t id) {
        facts::accepted_item item;
        item.message = core::message_id{id};
        item.parts = 1;
        item.price = core::amount{34'500};
        item.currency = *core::parse_currency("EUR");
        return item;
    }

    net::shard home_{"api-test"};
    fake_engine engine_;
    fake_reader reader_;
    // Reports read this database.
    store::memory_database stored_;
    store::report_reader report_reader_{std::make_unique<store::memory_view>(stored_)};
    metrics numbers_{std::make_shared<prometheus::Registry>()};
    std::unique_ptr<server> server_;
    std::vector<link_status> statuses_;
    std::vector<supplier_poll> polls_;
    std::function<sheet_verdict(const sheet_question&)> judge_;
    std::function<net::http_response(comparison_question)> compare_;
    // Their threads end before what a job may still be calling does.
    fake_reading_port<store::reader> reader_port_{reader_};
    fake_reading_port<store::report_reader> report_port_{report_reader_};
    probe_door probes_;
    channel_door channels_;
    std::atomic<bool> ready_ = true;
    std::atomic<bool> durable_ = true;
    std::atomic<uint64_t> awaited_ = 0;
    bool projector_answers_ = true;
    bool projector_reaches_ = true;
};

}  // namespace kaskad::gateway::api
