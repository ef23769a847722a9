#pragma once

#include "smpp/joined_text.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Pieces of long messages from handsets until they are whole. Bounded in pieces, sets and age: what is over a bound
// goes out as it is, marked incomplete, the oldest first; nothing is lost here. It keeps nothing over a restart: its
// owner answers a piece when what it belongs to is durable. Time is passed in.

namespace kaskad::smpp {

struct reassembly_options {
    size_t pieces_max = 10'000;
    size_t sets_max = 5'000;
    int64_t age_max_ms = 300'000;  // from a set's first piece
};

struct reassembled {
    std::string key;
    concatenation place;             // of its last piece
    std::vector<text_piece> pieces;  // those that came, in their order
    bool is_complete = false;
};

class reassembly_buffer {
  public:
    explicit reassembly_buffer(const reassembly_options& options) : options_{options} {}

    size_t pieces() const { return pieces_; }
    size_t sets() const { return sets_.size(); }
    uint64_t duplicates() const { return duplicates_; }
    // When handle_time is due next; empty: not before another piece.
    std::optional<int64_t> due_at() const;

    // `key`: from whom to whom over which link, in the owner's words. A piece that came before is dropped, also when
    // its set went out whole already; another piece under the same number takes its place.
    void handle_piece(const std::string& key, const concatenation& place, text_piece piece, int64_t now);
    void handle_time(int64_t now);

    std::optional<reassembled> poll();

  private:
    struct set_key {
        std::string key;
        reference_width width;
        uint16_t reference;
        uint8_t total;

        friend auto operator<=>(const set_key&, const set_key&) = default;
    };
    struct set {
        set_key key;
        int64_t begun = 0;
        bool is_closed = false;  // went out whole; kept to know repeats
        std::map<uint8_t, text_piece> pieces;
        std::map<uint8_t, size_t> prints;  // hashes of what came
        concatenation last;
    };
    using set_list = std::list<set>;  // the oldest first

    set& find_or_begin(const set_key& key, int64_t now);
    void take(set& into, const concatenation& place, text_piece piece);
    void give_out(set& from);
    void forget(set_list::iterator which);
    void forget_oldest();

    reassembly_options options_;
    set_list sets_;
    std::map<set_key, set_list::iterator> index_;
    std::deque<reassembled> ready_;
    size_t pieces_ = 0;
    uint64_t duplicates_ = 0;
};

}  // namespace kaskad::smpp
