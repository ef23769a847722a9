#pragma once

#include "gateway/api/server_options.hpp"
#include "net/mailbox.hpp"
#include "store/database.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

// A thread that may wait for the disk, with a database reader of its own: cold records for the engine, pages and
// reports for the API. Jobs run in order.

namespace kaskad::gateway {

enum class reading_priority : uint8_t { normal, low };

template <typename Reader>
class reading_thread final : public api::reading_port<Reader> {
  public:
    using typename api::reading_port<Reader>::job;
    using priority = reading_priority;

    reading_thread(std::string name, std::unique_ptr<Reader> reader, size_t jobs_max, priority urgency);
    ~reading_thread() override { stop(); }

    bool try_run(job what) override { return jobs_.try_push(std::move(what)); }

    void start();
    // What still waits is dropped.
    void stop();

  private:
    void run();

    std::string name_;
    bool lower_priority_;
    std::unique_ptr<Reader> reader_;
    net::mailbox<job> jobs_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

using reader_thread = reading_thread<store::reader>;
using report_thread = reading_thread<store::report_reader>;

}  // namespace kaskad::gateway
