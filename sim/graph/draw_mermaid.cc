// The picture in Mermaid's language, which Markdown pages show.
#include <fmt/format.h>

#include "sim/graph/picture.h"

namespace rolechain {
namespace {

// Inside Mermaid's quotes a `"` ends the text and `#` begins an entity.
std::string safe(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') {
      out += "#quot;";
    } else if (c == '#') {
      out += "#35;";
    } else if (c == '<') {
      out += "#lt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string box_line(const Picture::Box& box, std::size_t index) {
  const std::string text =
      safe(box.title) + (box.subtitle.empty() ? "" : fmt::format("<br/>{}", safe(box.subtitle)));
  return box.kind == GraphNode::Kind::role ? fmt::format("    n{}([\"{}\"])\n", index, text)
                                           : fmt::format("    n{}[\"{}\"]\n", index, text);
}

std::string arrow_line(const RoleGraph& graph, const Picture::Arrow& arrow) {
  if (arrow.verdict == GraphEdge::Verdict::allowed) {
    if (arrow.kind == GraphEdge::Kind::escalated) {
      return fmt::format("  n{} -. \"{}\" .-> n{}\n", arrow.from, safe(arrow_text(graph, arrow)),
                         arrow.to);
    }
    const std::string_view line = arrow.lit ? "==>" : "-->";
    const bool many = arrow.edges.size() > 1;
    const std::string text = many ? std::to_string(arrow.edges.size())
                                  : needs_text(graph, graph.edges[arrow.edges.front()]);
    const std::string label = text.empty() ? text : fmt::format("|\"{}\"|", safe(text));
    return fmt::format("  n{} {}{} n{}\n", arrow.from, line, label, arrow.to);
  }
  return fmt::format("  n{} -. \"{} {}\" .-> n{}\n", arrow.from,
                     arrow.verdict == GraphEdge::Verdict::undecided ? "?" : "✗",
                     safe(arrow_text(graph, arrow)), arrow.to);
}

}  // namespace

std::string to_mermaid(const RoleGraph& graph, const Scenario& scenario,
                       const DrawOptions& options) {
  const Picture picture = picture_of(graph, scenario, options);
  std::string out = "flowchart LR\n";
  for (std::size_t i = 0; i < picture.frames.size(); ++i) {
    out += fmt::format("  subgraph account{}[\"{}\"]\n", i, safe(picture.frames[i].title));
    for (const std::size_t box : picture.frames[i].boxes) {
      out += box_line(picture.boxes[box], box);
    }
    out += "  end\n";
  }
  for (const Picture::Arrow& arrow : picture.arrows) out += arrow_line(graph, arrow);
  std::string lit;
  for (std::size_t box = 0; box < picture.boxes.size(); ++box) {
    if (picture.boxes[box].lit) lit += fmt::format("{}n{}", lit.empty() ? "" : ",", box);
  }
  if (!lit.empty()) {
    out += fmt::format("  classDef lit stroke:#1a5fb4,stroke-width:3px\n  class {} lit\n", lit);
  }
  const std::string legend =
      legend_of(picture, {.escalated = "dotted, no sign: without sts:AssumeRole",
                          .answer = "thick, blue: the answer"});
  if (!legend.empty()) {
    out += fmt::format("  legend[\"{}\"]\n  style legend fill:none,stroke:none\n", safe(legend));
  }
  return out;
}

}  // namespace rolechain
