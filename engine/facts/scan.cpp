#include "engine/facts/scan.hpp"

#include "core/assert.hpp"
#include "engine/facts/field_cursor.hpp"
#include "engine/facts/key.hpp"
#include "engine/facts/wire.hpp"

#include <array>
#include <span>

namespace kaskad::facts {

namespace {

// The numbers are the members' places in group, fact, change and record (fact.hpp), from 1.
class group_scan {
  public:
    explicit group_scan(scan_sink& sink) : sink_{sink} {}

    const scanned_group& group() const { return group_; }

    bool read_group(std::string_view octets) {
        return each_field(octets, [&](const scanned_field& field) {
            switch (field.number) {
                case 1:
                    group_.position = field.value;
                    return true;
                case 2:
                    return read_now(field.octets);
                case 3:
                    return read_fact(field.octets);
                default:
                    return true;
            }
        });
    }

  private:
    bool read_now(std::string_view octets) {
        return each_field(octets, [&](const scanned_field& field) {
            if (field.number == 1) group_.now.steady_ms = field.signed_value();
            if (field.number == 2) group_.now.utc_ms = field.signed_value();
            return true;
        });
    }

    bool read_fact(std::string_view octets) {
        constexpr int CHANGES = 9;
        entry_ = {.position = group_.position, .utc = group_.now.utc_ms};
        message_ = {};
        const bool is_read = each_field(octets, [&](const scanned_field& field) {
            if (field.number == CHANGES) return read_change(field.octets);
            read_header(field);
            return true;
        });
        if (is_read) sink_.on_fact(message_, entry_);
        return is_read;
    }

    void read_header(const scanned_field& field) {
        switch (field.number) {
            case 1:
                entry_.kind = static_cast<fact_kind>(field.value);
                break;
            case 2:
                message_.value = field.value;
                break;
            case 3:
                entry_.attempt = static_cast<uint8_t>(field.value);
                break;
            case 4:
                entry_.part = static_cast<uint8_t>(field.value);
                break;
            case 5:
                entry_.link.value = static_cast<uint32_t>(field.value);
                break;
            case 6:
                entry_.command_status = static_cast<uint32_t>(field.value);
                break;
            case 7:
                entry_.reason = static_cast<core::reason>(field.value);
                break;
            case 8:
                entry_.note = field.octets;
                break;
            case 10:
                entry_.evidence = field.octets;
                break;
            default:
                break;
        }
    }

    bool read_change(std::string_view octets) {
        scanned_change change{.about = message_};
        const bool is_read = each_field(octets, [&](const scanned_field& field) {
            if (field.number == 1) change.record = field.octets;
            if (field.number == 2) change.gone = field.value != 0;
            return true;
        });
        if (!is_read || !find_table(change)) return false;
        sink_.on_change(change);
        return true;
    }

    // A record is one field, numbered by its alternative. A newer kind cannot be stored, so it is refused.
    static bool find_table(scanned_change& change) {
        const auto field = field_cursor{change.record}.next();
        if (!field || field->number < 1) return false;
        change.table = static_cast<size_t>(field->number) - 1;
        return change.table < std::variant_size_v<record>;
    }

    scan_sink& sink_;
    scanned_group group_;
    history_entry entry_;
    core::message_id message_;
};

void append_big_endian(uint64_t value, size_t octets, std::string& out) {
    std::array<char, sizeof(value)> digits{};
    for (size_t i = 0; i < sizeof(value); ++i)
        digits[sizeof(value) - 1 - i] = static_cast<char>(value >> (8 * i) & 0xFF);
    out.append(digits.end() - octets, digits.end());
}

// Fields stand in order of their numbers, as key members do; what is not there is zero or empty (wire.hpp).
bool append_members(std::span<const key_member> members, std::string_view record, std::string& out) {
    field_cursor cursor{record};
    auto field = cursor.next();
    for (const auto& member : members) {
        while (field && field->number < member.number)
            field = cursor.next();
        const bool is_there = field && field->number == member.number;
        if (member.octets > 0) {
            append_big_endian(is_there ? field->value : 0, member.octets, out);
        } else {
            out.append(is_there ? field->octets : std::string_view{}).push_back('\0');
        }
    }
    return !cursor.has_failed();
}

}  // namespace

std::expected<scanned_group, std::string> scan(std::string_view group, scan_sink& sink) {
    group_scan scanning{sink};
    if (!scanning.read_group(group)) return std::unexpected("not a group of facts of this format");
    return scanning.group();
}

void append_chained(std::string_view record, const billing::digest& previous, const billing::digest& hash,
                    std::string& out) {
    // The last members of posting, so they stand at its end.
    constexpr int PREVIOUS = 5;
    constexpr int HASH = 6;
    const auto posting = field_cursor{record}.next();
    ASSERT(posting.has_value());
    std::string octets{posting->octets};
    wire::append_field(PREVIOUS, previous, octets);
    wire::append_field(HASH, hash, octets);
    wire::append_field(posting->number, octets, out);
}

std::vector<std::string_view> split_records(std::string_view octets) {
    std::vector<std::string_view> records;
    const auto* begin = octets.data();
    field_cursor cursor{octets};
    while (const auto field = cursor.next()) {
        const auto* end = field->octets.data() + field->octets.size();
        if (field->octets.empty()) break;
        records.emplace_back(begin, end);
        begin = end;
    }
    return records;
}

bool append_named_postings(std::string_view history, std::vector<uint64_t>& out) {
    constexpr int ENTRIES = 1;
    constexpr int POSTING = 10;
    return each_field(history, [&](const scanned_field& entry) {
        if (entry.number != ENTRIES) return true;
        return each_field(entry.octets, [&](const scanned_field& field) {
            if (field.number == POSTING) out.push_back(field.value);
            return true;
        });
    });
}

bool append_key(const scanned_change& change, std::string& out) {
    const auto field = field_cursor{change.record}.next();
    return field && append_members(key_members(change.table), field->octets, out);
}

}  // namespace kaskad::facts
