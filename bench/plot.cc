#include "bench/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace rolechain::bench {
namespace {

constexpr double kLeft = 90;
constexpr double kTop = 50;
constexpr double kWidth = 600;
constexpr double kHeight = 380;
constexpr std::array<std::string_view, 4> kColours{"#1a5fb4", "#c64600", "#26a269", "#613583"};

// One axis: powers of ten around the values.
struct Axis {
  int low = 0;
  int high = 1;

  explicit Axis(const std::vector<double>& values) {
    const auto [least, most] = std::ranges::minmax(values);
    low = static_cast<int>(std::floor(std::log10(least)));
    high = std::max(static_cast<int>(std::ceil(std::log10(most))), low + 1);
  }
  // 0 at the low end, 1 at the high one.
  [[nodiscard]] double place(double value) const {
    return (std::log10(value) - low) / (high - low);
  }
};

struct Frame {
  Axis x;
  Axis y;
  [[nodiscard]] double at_x(double size) const { return kLeft + kWidth * x.place(size); }
  [[nodiscard]] double at_y(double time) const { return kTop + kHeight * (1 - y.place(time)); }
};

std::string grid(const Frame& frame) {
  std::string out;
  for (int power = frame.x.low; power <= frame.x.high; ++power) {
    const double x = frame.at_x(std::pow(10, power));
    out += fmt::format("<path d='M{:.1f} {}v{}' class='grid'/>", x, kTop, kHeight);
    out += fmt::format("<text x='{:.1f}' y='{}' text-anchor='middle'>{:.0f}</text>\n", x,
                       kTop + kHeight + 20, std::pow(10, power));
  }
  for (int power = frame.y.low; power <= frame.y.high; ++power) {
    const double y = frame.at_y(std::pow(10, power));
    out += fmt::format("<path d='M{} {:.1f}h{}' class='grid'/>", kLeft, y, kWidth);
    out += fmt::format("<text x='{}' y='{:.1f}' text-anchor='end'>{:g} ms</text>\n", kLeft - 8,
                       y + 4, std::pow(10, power));
  }
  return out;
}

std::string curve(const Frame& frame, const PlotSeries& series, std::string_view colour) {
  std::string line;
  std::string dots;
  for (const PlotPoint& point : series.points) {
    const double x = frame.at_x(point.size);
    const double y = frame.at_y(point.time_ms);
    line += fmt::format("{}{:.1f} {:.1f}", line.empty() ? "M" : "L", x, y);
    dots += fmt::format(
        "<circle cx='{:.1f}' cy='{:.1f}' r='3.5' fill='{}'>"
        "<title>{}: {:.0f}: {:.1f} ms</title></circle>",
        x, y, colour, series.name, point.size, point.time_ms);
  }
  return fmt::format("<path d='{}' fill='none' stroke='{}' stroke-width='2'/>{}\n", line, colour,
                     dots);
}

// From the first point on, in proportion to the size, as far as the frame goes.
std::string proportion(const Frame& frame, const PlotPoint& from) {
  const double most =
      std::min(std::pow(10, frame.x.high), from.size * std::pow(10, frame.y.high) / from.time_ms);
  return fmt::format(
      "<path d='M{:.1f} {:.1f}L{:.1f} {:.1f}' stroke='#888' stroke-dasharray='5 4'/>\n",
      frame.at_x(from.size), frame.at_y(from.time_ms), frame.at_x(most),
      frame.at_y(from.time_ms * most / from.size));
}

}  // namespace

std::string growth_svg(std::string_view title, const std::vector<PlotSeries>& series) {
  std::vector<double> sizes;
  std::vector<double> times;
  for (const PlotSeries& one : series) {
    for (const PlotPoint& point : one.points) {
      sizes.push_back(point.size);
      times.push_back(point.time_ms);
    }
  }
  assert(!sizes.empty());
  const Frame frame{Axis(sizes), Axis(times)};
  std::string out = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}' viewBox='0 0 {0} {1}'>\n"
      "<style>text{{font:13px sans-serif}}.grid{{stroke:#ddd}}</style>\n"
      "<rect width='100%' height='100%' fill='white'/>\n"
      "<text x='{2}' y='28' style='font-size:16px'>{3}</text>\n",
      kLeft + kWidth + 40, kTop + kHeight + 90, kLeft, title);
  out += grid(frame);
  out += proportion(frame, series.front().points.front());
  for (std::size_t i = 0; i < series.size(); ++i) {
    const std::string_view colour = kColours[i % kColours.size()];
    out += curve(frame, series[i], colour);
    const double x = kLeft + 200 * static_cast<double>(i);
    const double y = kTop + kHeight + 60;
    out += fmt::format("<rect x='{}' y='{}' width='14' height='4' fill='{}'/>", x, y - 6, colour);
    out += fmt::format("<text x='{}' y='{}'>{}</text>\n", x + 20, y, series[i].name);
  }
  return out + "</svg>\n";
}

}  // namespace rolechain::bench
