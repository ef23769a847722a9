#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/token.hpp"

#include <string>
#include <vector>

// Clients that are made and changed while the program runs. What the file declares is changed there.

namespace kaskad::facts {

// A client by its name: made, or given these settings in place of its own. Its keys, endpoints and accounts stay.
struct put_client {
    token reply_to = 0;
    core::client_id seller;  // who asks: a reseller for one of its own; 0 = us
    client value;
    std::string parent;  // its name; empty = ours
    bool must_be_new = false;
    bool is_dry_run = false;  // says what is wrong with it, or what it would be, and changes nothing
};

// A key more, or one less: without a digest the one of this name goes.
struct put_key {
    token reply_to = 0;
    core::client_id seller;
    std::string client;  // its name
    api_key key;
};

struct query_clients {
    token reply_to = 0;
    core::client_id seller;  // only those below it; 0 = all
    std::string name;        // only this one; empty = all
};

// --- answers -----------------------------------------------------------------------------------------------------

struct client_standing {
    client value;
    std::string parent;
    core::amount posted;
    core::amount reserved;
    std::vector<quota_use> used;
};

struct client_standings {
    std::vector<client_standing> rows;  // by name
};

}  // namespace kaskad::facts
