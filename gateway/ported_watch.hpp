#pragma once

#include "gateway/ported_files.hpp"
#include "net/doorbell.hpp"
#include "net/ring.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// Looks every few seconds whether the files of ported numbers are still those in use, on a thread of its own, and hands
// a changed set to whoever decides. The set before it goes, and with it its mappings, when nobody uses it any more:
// here, for to give up hundreds of megabytes takes longer than a decision may.

namespace kaskad::gateway {

class ported_watch {
  public:
    using lookup = std::shared_ptr<const routing::ported_lookup>;
    // False: not now; it is asked again in a moment.
    using taker = std::function<bool(lookup)>;

    ported_watch(ported_events events, taker take) : files_{std::move(events)}, take_{std::move(take)} {}
    ~ported_watch() { stop(); }

    // Opens the files before it returns, then watches.
    void start(const std::vector<std::string>& files);
    // Other files, or the same once more. One thread. False: what was named before is not looked at yet.
    bool name(std::vector<std::string> files);
    void stop();

  private:
    void run();
    void look();

    ported_files files_;
    taker take_;
    net::ring<std::vector<std::string>> named_{4};
    net::doorbell bell_;
    std::atomic<bool> stopping_{false};
    bool is_owed_ = false;  // the set is not taken yet
    lookup current_;
    std::vector<lookup> retired_;
    std::thread thread_;
};

}  // namespace kaskad::gateway
