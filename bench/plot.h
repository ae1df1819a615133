// A picture of growth: times over sizes, both axes logarithmic, as SVG.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rolechain::bench {

struct PlotPoint {
  double size = 0;     // > 0
  double time_ms = 0;  // > 0
};
struct PlotSeries {
  std::string name;
  std::vector<PlotPoint> points;  // by size
};

// REQUIRES: at least one point. The dashed line grows in proportion to the size.
std::string growth_svg(std::string_view title, const std::vector<PlotSeries>& series);

}  // namespace rolechain::bench
