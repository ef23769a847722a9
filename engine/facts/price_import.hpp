#pragma once

#include "core/money.hpp"
#include "engine/facts/token.hpp"
#include "routing/price_row.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Prices that came in a supplier's sheet, or a client's, while the program runs: what was brought in, by whom, and what
// stood there before, so that the last sheet of an owner can be taken back. Declared prices are not touched by it.

namespace kaskad::facts {

// Of rows of a sheet beside those of its owner that stood before.
struct price_changes {
    uint32_t rows = 0;  // of the sheet
    uint32_t raised = 0;
    uint32_t lowered = 0;
    uint32_t added = 0;
    uint32_t removed = 0;

    friend bool operator==(const price_changes&, const price_changes&) = default;
};

struct price_import {
    uint64_t id = 0;
    routing::price_owner owner = routing::price_owner::link;
    uint32_t owner_id = 0;
    std::string file;      // its name, as it was given
    std::string sha256;    // of the file, 64 hex digits
    std::string form;      // how it was read, as JSON: the owner's next sheet is read the same way
    bool is_full = false;  // it stands for all prices of its owner; else for those it names
    std::string by;
    int64_t imported_utc = 0;
    uint32_t version = 0;  // of the price book that it made
    price_changes changes;
    std::vector<routing::price_row> before;  // imported rows of the owner until then; of its last import only
    std::string undone_by;
    int64_t undone_utc = 0;
};

// Whose prices: a link's (what we pay), a client's, or, with both empty, every client's.
struct price_owner_name {
    std::string link;
    std::string client;
};

// The prices of an owner, and its imports.
struct query_prices {
    token reply_to = 0;
    price_owner_name owner;
};

// Puts the rows of a sheet in place of the owner's imported ones: all of them, or those of the same keys. `version`: of
// the book the difference was shown against; with another one nothing is changed.
struct import_prices {
    token reply_to = 0;
    price_owner_name owner;
    std::vector<routing::price_row> rows;  // owner and owner_id are filled in by the engine
    uint32_t version = 0;
    price_import about;  // file, sha256, form, is_full, by, changes
};

// The owner's last import, if it is this one.
struct undo_import {
    token reply_to = 0;
    uint64_t import = 0;
    std::string by;
};

// --- answers -----------------------------------------------------------------------------------------------------

struct owner_prices {
    uint32_t version = 0;
    routing::price_owner owner = routing::price_owner::link;
    uint32_t owner_id = 0;
    std::vector<routing::price_row> declared;
    std::vector<routing::price_row> imported;
    std::vector<price_import> imports;  // newest first, without the rows
};

struct prices_changed {
    uint64_t import = 0;
    uint32_t version = 0;
};

}  // namespace kaskad::facts
