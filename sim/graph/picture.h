// What a drawing shows: boxes in frames and arrows between them, some of them for many roles or
// hops at once. Internal to the drawings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/graph/draw.h"

namespace rolechain {

struct Picture {
  struct Box {
    GraphNode::Kind kind = GraphNode::Kind::role;
    std::vector<std::size_t> nodes;  // at least one
    std::string title;               // the key, or "12 roles"
    std::string subtitle;            // "EC2 instance"; a group's first names
    std::size_t inside = 0;          // hops allowed between the nodes of a group
    std::size_t climbs = 0;          // escalations between or of them
    std::string tooltip;
    bool lit = false;
  };
  struct Arrow {
    std::size_t from = 0;  // boxes
    std::size_t to = 0;
    GraphEdge::Kind kind = GraphEdge::Kind::assumed;
    GraphEdge::Verdict verdict = GraphEdge::Verdict::allowed;
    std::vector<std::size_t> edges;  // at least one
    bool lit = false;
  };
  struct Frame {
    std::string account;
    std::string title;
    std::vector<std::size_t> boxes;
  };
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;
  std::vector<Frame> frames;  // in the order of their first node
};

Picture picture_of(const RoleGraph& graph, const Scenario& scenario, const DrawOptions& options);

// What the picture shows and no box says by itself: "✗: blocked   ·   blue: the answer"; empty
// where there is nothing to say. The words are those of the language's own lines.
struct LegendWords {
  std::string_view escalated;
  std::string_view answer;
};
std::string legend_of(const Picture& picture, const LegendWords& words);

std::string_view kind_word(GraphNode::Kind kind);
std::string_view kind_word(GraphEdge::Kind kind);
std::string_view verdict_word(GraphEdge::Verdict verdict);
// "3 hops, 2 escalations inside"; empty where a group has none.
std::string inside_text(const Picture::Box& box);
// One hop: its text; several: how many.
std::string arrow_text(const RoleGraph& graph, const Picture::Arrow& arrow);
// The same in two or three words, for drawings full of arrows: "not trusted", "3 hops".
std::string short_text(const RoleGraph& graph, const Picture::Arrow& arrow);

}  // namespace rolechain
