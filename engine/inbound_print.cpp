#include "engine/inbound_print.hpp"

#include <string_view>

namespace kaskad::engine {

namespace {

// FNV-1a over everything that makes two deliveries the same one. The database's integers have a sign.
class print_maker {
  public:
    print_maker& add(uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8)
            add_octet(static_cast<uint8_t>(value >> shift));
        return *this;
    }
    print_maker& add(std::string_view text) {
        add(text.size());
        for (const char octet : text)
            add_octet(static_cast<uint8_t>(octet));
        return *this;
    }
    uint64_t take() const { return hash_ >> 1; }

  private:
    void add_octet(uint8_t octet) { hash_ = (hash_ ^ octet) * 0x100000001B3ULL; }

    uint64_t hash_ = 0xCBF29CE484222325ULL;
};

}  // namespace

uint64_t print_of(const facts::inbound_received& command) {
    print_maker print;
    print.add(command.bind.link.value).add(command.source.addr).add(command.destination.addr);
    print.add(command.piece.data_coding).add(command.piece.has_udh).add(command.piece.octets);
    if (const auto& place = command.place) print.add(place->reference).add(place->total).add(place->number);
    return print.take();
}

}  // namespace kaskad::engine
