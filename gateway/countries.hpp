#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

// The countries there are (ISO 3166-1 alpha-2), from the list that comes with the system's time zones. A code in a
// client's settings that nobody has, as UK for GB, would forbid or allow nothing.

namespace kaskad::gateway {

class countries {
  public:
    // Where the list cannot be read every code is known.
    static countries load(const std::string& file = "/usr/share/zoneinfo/iso3166.tab");
    // Its octets: "DE<tab>Germany" a line, comments behind '#'.
    static countries parse(std::string_view text);

    bool is_known(std::string_view code) const { return codes_.empty() || codes_.contains(code); }

  private:
    std::set<std::string, std::less<>> codes_;
};

}  // namespace kaskad::gateway
