// make_reference_blob OUT TABLE...: packs the text tables of the service reference into one file.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "mocks/policy/reference/tool/reference_blob_writer.h"
#include "mocks/policy/reference/tool/reference_table.h"

namespace {

int complain(const char* path, const std::string& why) {
  std::fprintf(stderr, "%s: error: %s\n", path, why.c_str());
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() < 3) return complain("make_reference_blob", "usage: OUT TABLE...");
  rolechain::ReferenceTable table;
  for (const char* path : arguments.subspan(2)) {
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file || text.empty()) return complain(path, "cannot read it");
    if (const auto read = table.read(text); !read) return complain(path, read.error());
  }
  const auto blob = rolechain::write_reference_blob(table);
  if (!blob) return complain(arguments[1], blob.error());
  std::ofstream out(arguments[1], std::ios::binary | std::ios::trunc);
  out.write(blob->data(), static_cast<std::streamsize>(blob->size()));
  out.close();
  return out ? EXIT_SUCCESS : complain(arguments[1], "cannot write it");
}
