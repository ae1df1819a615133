#include "mocks/base/xml.h"

#include <gtest/gtest.h>

namespace rolechain {
namespace {

TEST(Xml, EscapesWhatWouldEndATextOrAnAttribute) {
  EXPECT_EQ(xml_escaped(R"(a <b> & "c")"), "a &lt;b&gt; &amp; &quot;c&quot;");
  EXPECT_EQ(xml_escaped("a\n\tb"), "a&#10;&#9;b");
}

TEST(Xml, ControlCharactersAreReplaced) {
  EXPECT_EQ(xml_escaped(std::string_view("a\0b\x1B", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

// An element keeps its lines; a carriage return would become one.
TEST(Xml, AnElementKeepsItsLines) {
  EXPECT_EQ(xml_escaped("a\n\tb\r&", XmlPlace::text), "a\n\tb&#xD;&amp;");
}

}  // namespace
}  // namespace rolechain
