#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Which parts of a long message an operator confirms, and how that is seen in its traffic. Pure: what follows for the
// other parts is the engine's business.

namespace kaskad::smpp {

enum class receipt_mode : uint8_t {
    each,   // every part has a receipt of its own
    first,  // the first part's receipt is for all
    last,   // the last part's receipt is for all
    one,    // there is one receipt, of whichever part
    automatic,
};

std::string_view to_string(receipt_mode mode);  // "auto" for automatic
std::optional<receipt_mode> parse_receipt_mode(std::string_view text);

// Whether the receipt of `part` (from 1) of `parts` is for all of them.
bool is_for_all(receipt_mode mode, size_t part, size_t parts);

// Which parts of one message had a receipt of their own, when no more were to be expected.
struct receipted_parts {
    size_t parts = 0;  // 2 or more
    size_t receipted = 0;
    bool has_first = false;
    bool has_last = false;
};

// Counts messages of one link until it is plain what its habit is, then begins anew: a habit may change.
class receipt_mode_tally {
  public:
    static constexpr uint32_t SAMPLES = 200;
    // So many in a hundred must fit, or the parts are taken to be confirmed each: that never invents a state.
    static constexpr uint32_t FITTING_PERCENT = 90;

    uint32_t count() const { return count_; }
    void note(const receipted_parts& sample);
    // Once for every SAMPLES messages; the count begins anew.
    std::optional<receipt_mode> take_verdict();

  private:
    uint32_t count_ = 0;
    uint32_t first_only_ = 0;
    uint32_t last_only_ = 0;
    uint32_t one_only_ = 0;
};

}  // namespace kaskad::smpp
