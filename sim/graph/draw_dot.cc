// The picture in Graphviz's language.
#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/text.h"
#include "sim/graph/picture.h"

namespace rolechain {
namespace {

constexpr std::size_t kLine_chars = 26;  // longer reasons push the boxes apart
constexpr std::size_t kReasonsMax = 12;  // with more of them, in two or three words each
constexpr std::string_view kBlocked = "#b3261e";
constexpr std::string_view kEscalated = "#8a3ffc";
constexpr std::string_view kLit = "#1a5fb4";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// Broken at blanks into lines; \n is Graphviz's own escape, so it is put in after quoting.
std::string quoted_lines(std::string_view text) {
  std::string out = "\"";
  std::size_t width = 0;
  for (const std::string_view word : split(text, ' ')) {
    if (width > 0) {
      const bool fits = width + word.size() < kLine_chars;
      out += fits ? " " : "\\n";
      width = fits ? width + 1 : 0;
    }
    const std::string safe = quoted(word);
    out += safe.substr(1, safe.size() - 2);
    width += word.size();
  }
  return out + '"';
}

std::string id_of(const Picture& picture, std::size_t box, const RoleGraph& graph) {
  const Picture::Box& one = picture.boxes[box];
  if (one.nodes.size() > 1) return quoted(fmt::format("group {}", box));
  return quoted(fmt::format("{} {}", kind_word(one.kind), graph.nodes[one.nodes.front()].key));
}

std::string box_text(const Picture& picture, std::size_t box, const RoleGraph& graph) {
  const Picture::Box& one = picture.boxes[box];
  std::string label = quoted(one.title);
  if (!one.subtitle.empty()) {
    label.pop_back();
    label += "\\n" + quoted_lines(one.subtitle).substr(1);
  }
  if (const std::string inside = inside_text(one); !inside.empty()) {
    label.pop_back();
    label += "\\n" + inside + '"';
  }
  std::string more;
  if (one.kind == GraphNode::Kind::workload) more = ", style=filled, fillcolor=\"#e6f0ff\"";
  if (one.kind == GraphNode::Kind::user) more = ", style=filled, fillcolor=\"#fff4d6\"";
  const bool is_group = one.nodes.size() > 1;
  if (is_group && one.kind == GraphNode::Kind::role) more = ", style=rounded";
  if (is_group) more += ", peripheries=2";
  if (one.lit) more += fmt::format(", color=\"{}\", penwidth=2.5", kLit);
  if (!one.tooltip.empty()) more += fmt::format(", tooltip={}", quoted(one.tooltip));
  return fmt::format("    {} [label={}, shape={}{}];\n", id_of(picture, box, graph), label,
                     one.kind == GraphNode::Kind::role && !is_group ? "ellipse" : "box", more);
}

// The first way's id; the tooltip has them all.
std::string first_way(const RoleGraph& graph, const Picture::Arrow& arrow) {
  const auto& ways = graph.escalations[graph.edges[arrow.edges.front()].escalation];
  return ways.size() == 1 ? std::string(ways.front().row)
                          : fmt::format("{} and {} more", ways.front().row, ways.size() - 1);
}

enum class Reasons : bool { whole, brief };

Reasons reasons_of(const Picture& picture) {
  const auto blocked = std::ranges::count_if(picture.arrows, [](const Picture::Arrow& arrow) {
    return arrow.verdict != GraphEdge::Verdict::allowed;
  });
  return static_cast<std::size_t>(blocked) > kReasonsMax ? Reasons::brief : Reasons::whole;
}

// The hops between two boxes that are groups: blocked ones are told on the allowed ones' arrow,
// since lines side by side hide each other's labels.
bool share_arrow(const Picture& picture, const Picture::Arrow& allowed,
                 const Picture::Arrow& blocked) {
  const auto is_group = [&](std::size_t box) { return picture.boxes[box].nodes.size() > 1; };
  return allowed.from == blocked.from && allowed.to == blocked.to && is_group(blocked.from) &&
         is_group(blocked.to) && allowed.kind == GraphEdge::Kind::assumed &&
         allowed.verdict == GraphEdge::Verdict::allowed &&
         blocked.verdict == GraphEdge::Verdict::blocked;
}

bool told_elsewhere(const Picture& picture, const Picture::Arrow& arrow) {
  return std::ranges::any_of(picture.arrows, [&](const Picture::Arrow& other) {
    return share_arrow(picture, other, arrow);
  });
}

// "3" of several hops, "3, ✗ 2" where two are blocked; empty of one hop and none.
std::string count_label(const Picture& picture, const Picture::Arrow& arrow) {
  std::size_t blocked = 0;
  for (const Picture::Arrow& other : picture.arrows) {
    if (share_arrow(picture, arrow, other)) blocked += other.edges.size();
  }
  if (blocked > 0) return fmt::format("{}, ✗ {}", arrow.edges.size(), blocked);
  return arrow.edges.size() > 1 ? std::to_string(arrow.edges.size()) : std::string();
}

std::string arrow_line(const Picture& picture, const Picture::Arrow& arrow, const RoleGraph& graph,
                       Reasons reasons) {
  const std::string text = arrow_text(graph, arrow);
  std::string look;
  if (arrow.verdict == GraphEdge::Verdict::allowed) {
    look = fmt::format("tooltip={}", quoted(text));
    if (arrow.kind == GraphEdge::Kind::escalated) {
      look += fmt::format(", style=dotted, penwidth=2, color=\"{0}\", fontcolor=\"{0}\", label={1}",
                          kEscalated, quoted_lines(first_way(graph, arrow)));
    }
    const std::string count = count_label(picture, arrow);
    const std::string needs =
        count.empty() ? needs_text(graph, graph.edges[arrow.edges.front()]) : std::string();
    if (!count.empty()) look += fmt::format(", label={}", quoted(count));
    if (!needs.empty()) look += fmt::format(", label={}", quoted_lines(needs));
  } else {
    const std::string_view sign = arrow.verdict == GraphEdge::Verdict::undecided ? "? " : "✗ ";
    const bool brief = reasons == Reasons::brief;
    const std::string label = std::string(sign) + (brief ? short_text(graph, arrow) : text);
    look = fmt::format("label={}, style=dashed, color=\"{}\", fontcolor=\"{}\"",
                       quoted_lines(label), kBlocked, kBlocked);
    // What is possible decides where boxes stand.
    if (brief) look += fmt::format(", tooltip={}, weight=0, penwidth=0.7", quoted(text));
  }
  if (arrow.lit && arrow.verdict == GraphEdge::Verdict::allowed) {
    look += fmt::format(", color=\"{}\", penwidth=2.5", kLit);
  }
  return fmt::format("  {} -> {} [{}];\n", id_of(picture, arrow.from, graph),
                     id_of(picture, arrow.to, graph), look);
}

}  // namespace

std::string to_dot(const RoleGraph& graph, const Scenario& scenario, const DrawOptions& options) {
  const Picture picture = picture_of(graph, scenario, options);
  std::string out = fmt::format("digraph {} {{\n", quoted(scenario.name));
  out +=
      "  rankdir=LR;\n  newrank=true;\n  ranksep=0.9;\n  nodesep=0.25;\n  "
      "fontname=\"sans-serif\";\n";
  out += "  node [fontname=\"sans-serif\", fontsize=12];\n";
  out += "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#555555\"];\n";
  for (const Picture::Frame& frame : picture.frames) {
    out += fmt::format(
        "  subgraph {} {{\n    label={};\n    labelloc=t;\n    labeljust=l;\n    fontsize=14;\n"
        "    fontcolor=black;\n    style=rounded;\n    color=\"#888888\";\n",
        quoted("cluster_" + frame.account), quoted(frame.title));
    for (const std::size_t box : frame.boxes) out += box_text(picture, box, graph);
    out += "  }\n";
  }
  const Reasons reasons = reasons_of(picture);
  for (const Picture::Arrow& arrow : picture.arrows) {
    if (!told_elsewhere(picture, arrow)) out += arrow_line(picture, arrow, graph, reasons);
  }
  const std::string legend = legend_of(
      picture, {.escalated = "dotted: without sts:AssumeRole", .answer = "blue: the answer"});
  // After the frames, and what they have of these of their own: frames take over what they lack.
  if (!legend.empty()) {
    out += fmt::format("  label={};\n  labelloc=b;\n  fontsize=10;\n  fontcolor=\"#555555\";\n",
                       quoted(legend));
  }
  return out + "}\n";
}

}  // namespace rolechain
