// Sessions as JSON, so that a world's state can be put away and taken up again.
#pragma once

#include <optional>
#include <string>

#include "mocks/base/node.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"

namespace rolechain {

Node session_to_node(const Session& session);
// Nothing where `node` is no session, or names a managed policy that the world does not have.
// Session policies are compiled anew from their texts.
std::optional<Session> session_from_node(const Node& node, const World& world);

// Texts and whole numbers of a map; nothing where there is none.
std::optional<std::string> text_member(const Node& map, std::string_view key);
std::optional<std::int64_t> number_member(const Node& map, std::string_view key);
void set_text(Node& map, std::string_view key, std::string_view text);
void set_number(Node& map, std::string_view key, std::int64_t value);

}  // namespace rolechain
