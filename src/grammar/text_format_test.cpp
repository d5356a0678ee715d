#include "grammar/text_format.h"

#include <gtest/gtest.h>

namespace hearth::grammar {
namespace {

TEST(TextFormat, KnowsWhatIsOfItsKind) {
  struct Case {
    const char* name;
    std::vector<const char*> yes, no;
  };
  const Case cases[] = {
      {"date",
       {"2024-02-29", "2000-02-29", "1999-12-31"},
       {"2023-02-29", "1900-02-29", "2024-13-01", "2024-04-31", "0000-01-01"}},
      {"time", {"23:59:59Z", "00:00:00.123+01:30"}, {"24:00:00Z", "12:00:60Z", "12:00:00"}},
      {"date-time", {"2024-01-31T12:00:00Z"}, {"2024-01-31 12:00:00Z", "2024-01-32T12:00:00Z"}},
      {"duration", {"P1D", "PT1H", "P2W", "P1Y2M3DT4H5M6S"}, {"P", "PT", "1D", "P1S", "P1DT"}},
      {"email", {"joe.b@example.com"}, {"joe", "@x", ".a@x.org", "a..b@x.org"}},
      {"hostname", {"example.com", "a"}, {"-a", "a-", "a..b", ""}},
      {"ipv4", {"127.0.0.1", "255.255.255.255"}, {"256.0.0.1", "1.2.3", "01.2.3.4"}},
      {"ipv6",
       {"::", "::1", "1::", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"},
       {"1", ":::", "1:2:3:4:5:6:7:8:9", "12345::"}},
      {"uuid", {"2EB8AA08-aa98-11ea-b4aa-73b441d16380"}, {"2eb8aa08aa9811eab4aa73b441d16380", ""}},
      {"uri", {"http://a.org/b?c#d", "urn:isbn:1", "mailto:a@b.org"}, {"/a", "a", "http://a b", "http://a/<>"}},
      {"json-pointer", {"", "/a~0b/0"}, {"a", "/~"}},
  };
  for (const Case& c : cases) {
    const auto dfa = find_text_format(c.name);
    ASSERT_TRUE(dfa.has_value()) << c.name;
    for (const char* text : c.yes) EXPECT_TRUE((*dfa)->matches(text)) << c.name << ' ' << text;
    for (const char* text : c.no) EXPECT_FALSE((*dfa)->matches(text)) << c.name << ' ' << text;
  }
}

TEST(TextFormat, AnUnknownNameIsRefused) {
  EXPECT_EQ(find_text_format("int32").value(), nullptr);
  EXPECT_EQ(find_text_format("zip").error().message, "format \"zip\" is not supported");
}

}  // namespace
}  // namespace hearth::grammar
