#include "grammar/schema_compiler.h"

#include "base/text.h"
#include "grammar/lower.h"
#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

struct Case {
  const char* schema;
  std::vector<const char*> yes, no;
};

SharedGrammar compile(std::string_view schema) {
  auto made = compile_schema(Json::parse(schema).value());
  EXPECT_TRUE(made.has_value()) << schema << ": " << (made ? "" : made.error().message);
  return made ? *made : json_mode();
}

void expect_cases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const SharedGrammar grammar = compile(c.schema);
    for (const char* text : c.yes) EXPECT_TRUE(matches(grammar, text)) << c.schema << ' ' << text;
    for (const char* text : c.no) EXPECT_FALSE(matches(grammar, text)) << c.schema << ' ' << text;
  }
}

std::string error(std::string_view schema, ErrorCode code = ErrorCode::kInvalidArgument) {
  const auto made = compile_schema(Json::parse(schema).value());
  EXPECT_FALSE(made.has_value()) << schema;
  if (made) return "";
  EXPECT_EQ(made.error().code, code) << schema << made.error().message;
  return made.error().message;
}

std::string unsupported(std::string_view schema) { return error(schema, ErrorCode::kUnsupported); }

TEST(Schema, Types) {
  expect_cases({
      {R"({"type": "null"})", {"null", " null"}, {"0", ""}},
      {R"({"type": "boolean"})", {"true", "false"}, {"1", "\"true\""}},
      {R"({"type": "integer"})", {"0", "-12"}, {"1.5", "01", "1e2", "\"1\""}},
      {R"({"type": "number"})", {"0", "-1.5", "2e10"}, {"null", "1."}},
      {R"({"type": "string"})", {R"("")", R"("a\n\u00e9")"}, {"a", "\"\n\""}},
      {R"({"type": ["string", "null"]})", {R"("a")", "null"}, {"1", "{}"}},
      {R"({"type": "array"})", {"[]", "[1, {\"a\": [null]}]"}, {"{}"}},
      {R"({"type": "object"})", {"{}", R"({"a": {"b": 1}})"}, {"[]"}},
      {R"({})", {"1", "null", "{\"a\": 1}", "[]"}, {"", "nul"}},
      {R"({"title": "any", "description": "", "default": 1, "examples": [], "x-mine": 1})", {"1", "{}"}, {""}},
  });
  EXPECT_TRUE(compile_schema(Json(true)).has_value());
}

TEST(Schema, EnumAndConst) {
  expect_cases({
      {R"({"enum": ["a", 1, null, {"b": [1]}]})", {R"("a")", "1", "null", R"({"b":[1]})"}, {R"("b")", "2", "{}"}},
      {R"({"const": "x\"y"})", {R"("x\"y")"}, {R"("x")"}},
      {R"({"type": "string", "enum": ["a", 1, "abc"], "maxLength": 2})", {R"("a")"}, {"1", R"("abc")"}},
      {R"({"enum": [1, 2, 3], "allOf": [{"enum": [2, 3.0, 4]}], "minimum": 3})", {"3.0"}, {"2", "4"}},
  });
}

TEST(Schema, Numbers) {
  expect_cases({
      {R"({"type": "integer", "minimum": -3, "exclusiveMaximum": 12})", {"-3", "0", "11"}, {"-4", "12", "1.0"}},
      {R"({"type": "integer", "multipleOf": 5, "allOf": [{"multipleOf": 2}]})", {"10", "-20", "0"}, {"5", "12"}},
      {R"({"type": "number", "minimum": 0.5, "maximum": 2})", {"0.5", "1.75", "2", "2.0"}, {"0.4", "2.01", "0"}},
      {R"({"minimum": 3})", {"3", "4.5"}, {"2", "\"a\""}},
  });
}

TEST(Schema, Strings) {
  expect_cases({
      {R"({"type": "string", "minLength": 2, "maxLength": 3})",
       {R"("ab")", R"("\u00e9\ud83d\ude00a")", "\"\u00e9\U0001F600\""},
       {R"("a")", R"("abcd")"}},
      {R"({"type": "string", "pattern": "^[a-c\"]+$"})", {R"("ab\"")"}, {R"("")", R"("d")"}},
      {R"({"type": "string", "pattern": "b"})", {R"("abc")", R"("\nb")"}, {R"("ac")"}},
      {R"({"type": "string", "pattern": "^a", "maxLength": 3, "allOf": [{"pattern": "z$"}]})",
       {R"("az")", R"("abz")"},
       {R"("ab")", R"("abbz")"}},
      {R"({"type": "string", "format": "date"})", {R"("2024-02-29")"}, {R"("2023-02-29")", R"("today")"}},
      {R"({"format": "uuid"})", {R"("2eb8aa08-aa98-11ea-b4aa-73b441d16380")"}, {"1"}},
      {R"({"type": "integer", "format": "int32"})", {"1"}, {"\"1\""}},
  });
}

TEST(Schema, Arrays) {
  expect_cases({
      {R"({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3})",
       {"[1]", "[1, 2,3]"},
       {"[]", "[1,2,3,4]", "[\"a\"]", "[1,]"}},
      {R"({"items": {"type": "integer"}})", {"[]", "[1]"}, {"[true]"}},
      {R"({"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": false})",
       {"[]", "[1]", R"([1, "a"])"},
       {"[\"a\"]", R"([1,"a",1])"}},
      {R"({"prefixItems": [{"type": "integer"}], "items": {"type": "boolean"}, "minItems": 2})",
       {"[1, true]", "[1,true,false]"},
       {"[1]", "[1,1]", "[true]"}},
      {R"({"prefixItems": [{"type": "integer"}, false]})", {"[]", "[1]"}, {"[1,2]"}},
      {R"({"type": "array", "minItems": 2})", {"[1,null]"}, {"[1]"}},
      {R"({"type": "array", "maxItems": 0})", {"[]"}, {"[1]"}},
      {R"({"type": "array", "items": {"type": "null"}, "minItems": 500, "maxItems": 501})", {}, {"[null]"}},
  });
}

TEST(Schema, Objects) {
  expect_cases({
      {R"({"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}, "required": ["b"]})",
       {R"({"b":""})", R"({"a":1,"b":"x"})", "{\n  \"a\": 1,\n  \"b\": \"x\"\n}"},
       {"{}", R"({"a":1})", R"({"b":1})", R"({"b":"","a":1})", R"({"b":"","c":1})", R"({,"b":""})",
        R"({"a":1"b":""})"}},
      {R"({"properties": {"a": {}}})", {"{}", R"({"a":[1]})"}, {"1", R"({"b":1})"}},
      {R"({"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "boolean"}})",
       {"{}", R"({"a":1})", R"({"a":1,"b":true,"aa":false})", R"({"":true})"},
       {R"({"a":true})", R"({"b":1})", R"({"b":true,"a":1})", R"({"a":1,"\u0061":true})"}},
      {R"({"additionalProperties": {"type": "integer"}})", {"{}", R"({"x":1,"y":2})"}, {R"({"x":""})"}},
      {R"({"type": "object", "additionalProperties": false})", {"{}"}, {R"({"x":1})"}},
      {R"({"required": ["z"], "additionalProperties": {"type": "null"}})",
       {R"({"z":null})", R"({"z":null,"a":null})"},
       {"{}", R"({"z":1})"}},
      {R"({"patternProperties": {"^n": {"type": "integer"}, "s$": {"minimum": 5}}, "additionalProperties": false})",
       {"{}", R"({"n":1})", R"({"ns":5})", R"({"s":7.5})"},
       {R"({"ns":4})", R"({"ns":5.5})", R"({"x":1})", R"({"n":"a"})"}},
      {R"({"properties": {"name": {"maxLength": 2}}, "patternProperties": {"^n": {"type": "string"}}})",
       {R"({"name":"ab"})", R"({"nx":"abc"})"},
       {R"({"name":"abc"})", R"({"name":1})"}},
      {R"({"properties": {"a": false, "b": true}})", {"{}", R"({"b":1})"}, {R"({"a":1})"}},
  });
}

TEST(Schema, CountsOfMembers) {
  const char* three = R"("properties": {"a": {"type": "null"}, "b": {"type": "null"}, "c": {"type": "null"}})";
  expect_cases({
      {R"({"type": "object", "minProperties": 1})", {R"({"x":1})", R"({"x":1,"y":2})"}, {"{}"}},
      {R"({"type": "object", "maxProperties": 2})", {"{}", R"({"x":1,"y":2})"}, {R"({"x":1,"y":2,"z":3})"}},
  });
  const std::string some = concat("{", three, R"(, "minProperties": 2, "maxProperties": 2})");
  const SharedGrammar grammar = compile(some);
  EXPECT_TRUE(matches(grammar, R"({"a":null,"c":null})"));
  EXPECT_TRUE(matches(grammar, R"({"b":null,"c":null})"));
  EXPECT_FALSE(matches(grammar, R"({"a":null})"));
  EXPECT_FALSE(matches(grammar, R"({"a":null,"b":null,"c":null})"));
  EXPECT_EQ(error(concat("{", three, R"(, "minProperties": 4})")), "#: minProperties is 4, but there are only 3");
  unsupported(R"({"type": "object", "minProperties": 2})");
}

TEST(Schema, AnyOfAllOfOneOf) {
  expect_cases({
      {R"({"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 1}]})", {"1", R"("a")"}, {R"("ab")", "null"}},
      {R"({"oneOf": [{"type": "integer"}, {"type": "string"}]})", {"1", R"("a")"}, {"null"}},
      {R"({"oneOf": [{"properties": {"t": {"const": "a"}, "x": {"type": "null"}}, "required": ["t", "x"]},
                     {"properties": {"t": {"const": "b"}}, "required": ["t"]}]})",
       {R"({"t":"a","x":null})", R"({"t":"b"})"},
       {R"({"t":"a"})", R"({"t":"b","x":null})"}},
      {R"({"oneOf": [{"properties": {"a": {}}, "required": ["a"], "additionalProperties": false},
                     {"properties": {"b": {}}, "required": ["b"], "additionalProperties": false}]})",
       {R"({"a":1})", R"({"b":1})"},
       {R"({"a":1,"b":1})", "{}"}},
      {R"({"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"type": "null"}, "a": {"minimum": 3}}}]})",
       {R"({"a":3})", R"({"a":4,"b":null})"},
       {R"({"a":2})", "{}"}},
      {R"({"type": "string", "anyOf": [{"const": "a"}, {"const": 1}]})", {R"("a")"}, {"1"}},
      {R"({"anyOf": [true, {"type": "null"}]})", {"1", "null"}, {}},
      {R"({"anyOf": [false, {"type": "null"}]})", {"null"}, {"1"}},
  });
  EXPECT_EQ(unsupported(R"({"properties": {"p": {"oneOf": [{"type": "number"}, {"type": "integer"}]}}})"),
            "#/properties/p/oneOf: branches 0 and 1 may hold at the same time, which is not supported; use anyOf, or a "
            "property that tells them apart");
  unsupported(R"({"oneOf": [{"type": "string"}, {"minimum": 2}]})");
  EXPECT_EQ(error(R"({"allOf": [{"type": "string"}, {"type": "integer"}]})"),
            "#/allOf/1/type: no value has all the types that are asked for");
}

TEST(Schema, References) {
  expect_cases({
      {R"({"$ref": "#/$defs/a~1b%25", "$defs": {"a/b%": {"type": "integer"}}})", {"1"}, {"null"}},
      {R"({"$defs": {"node": {"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}, "required": ["next"]}},
           "$ref": "#/$defs/node"})",
       {R"({"next":null})", R"({"next":{"next":{"next":null}}})"},
       {"{}", R"({"next":1})"}},
      {R"({"type": "array", "items": {"$ref": "#"}})", {"[]", "[[[]],[]]"}, {"[1]"}},
      {R"({"$ref": "#/definitions/p", "minimum": 5, "definitions": {"p": {"type": "integer"}}})", {"5"}, {"4", "5.5"}},
  });
  EXPECT_EQ(error(R"({"$ref": "#/$defs/x"})"), "#/$ref: there is no #/$defs/x");
  EXPECT_EQ(error(R"({"$ref": "#"})"), "#: this schema is defined by itself");
  EXPECT_EQ(error(R"({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}})"),
            "#/$defs/a: this schema is defined by itself");
  EXPECT_EQ(unsupported(R"({"$ref": "http://example.com/s"})"),
            "#/$ref: \"http://example.com/s\" is not supported, only references like #/$defs/name");
  EXPECT_TRUE(
      error(R"({"properties": {"next": {"$ref": "#"}}, "required": ["next"]})").starts_with("nothing can match"));
}

TEST(Schema, WhatIsNotSupportedIsNamed) {
  EXPECT_EQ(unsupported(R"({"properties": {"a/b": {"not": {"type": "string"}}}})"),
            "#/properties/a~1b/not: this keyword is not supported");
  for (const char* key : {"if", "dependentRequired", "contains", "unevaluatedProperties", "propertyNames", "typo"}) {
    EXPECT_EQ(unsupported(concat("{\"", key, "\": {}}")), concat("#/", key, ": this keyword is not supported"));
  }
  EXPECT_EQ(unsupported(R"({"type": "array", "uniqueItems": true})"),
            "#/uniqueItems: this keyword is not supported for arrays of several items");
  EXPECT_EQ(unsupported(R"({"type": "string", "format": "zip"})"), "#/format: format \"zip\" is not supported");
  EXPECT_EQ(unsupported(R"x({"type": "string", "pattern": "(?=a)"})x"),
            "#/pattern: column 2: lookaround is not supported");
  EXPECT_EQ(unsupported(R"({"type": "number", "multipleOf": 0.1})"),
            "#/multipleOf: 0.1 is not supported, only whole numbers up to 100 are");
}

TEST(Schema, ContradictionsAreErrors) {
  EXPECT_EQ(error("false"), "#: no value is allowed");
  EXPECT_EQ(error("5"), "#: expected a schema: an object, true or false");
  EXPECT_EQ(error(R"({"type": "strin"})"),
            "#/type: \"strin\" is no type; there are null, boolean, integer, number, string, array and object");
  EXPECT_EQ(error(R"({"enum": []})"), "#/enum: expected a list of values that is not empty");
  EXPECT_EQ(error(R"({"type": "string", "enum": [1]})"), "#: no value is left of those in enum or const");
  EXPECT_EQ(error(R"({"type": "string", "minLength": 3, "maxLength": 2})"),
            "#: minLength is 3, above maxLength, which is 2");
  EXPECT_EQ(error(R"({"type": "integer", "minimum": 3, "maximum": 2})"),
            "#: the smallest number that is allowed is above the largest");
  EXPECT_EQ(error(R"({"type": "integer", "minimum": 0.2, "maximum": 0.8})"), "#: no number is in this range");
  EXPECT_EQ(error(R"({"properties": {"a": false}, "required": ["a"]})"),
            "#: member \"a\" is required and never allowed");
  EXPECT_EQ(error(R"({"properties": {}, "required": ["a"], "additionalProperties": false})"),
            "#: member \"a\" is required and never allowed");
  EXPECT_EQ(error(R"({"prefixItems": [], "items": false, "minItems": 1})"),
            "#: minItems is 1, but only 0 items are allowed");
  EXPECT_EQ(error(R"({"pattern": "^a$", "minLength": 2})"), "#: no string fits pattern, format and length together");
  EXPECT_EQ(error(R"({"minLength": -1})"), "#/minLength: expected a whole number that is not negative, found -1");
}

TEST(Schema, LargeSchemasAreBounded) {
  Json many = Json::array();
  for (int i = 0; i < 3000; ++i) many.push_back(Json::object({{"const", concat("value ", i)}}));
  const auto any = compile_schema(Json::object({{"anyOf", many}}));
  ASSERT_TRUE(any.has_value());
  EXPECT_TRUE(matches(*any, "\"value 2999\""));
  EXPECT_TRUE(random_text(*any, 1, 3).contains("\"value "));
  for (int i = 0; i < 3000; ++i) many.push_back(true);
  EXPECT_EQ(compile_schema(Json::object({{"anyOf", many}})).error().message, "#/anyOf: more than 4096 alternatives");

  Json::Object members;
  for (int i = 0; i < 2000; ++i) members.push_back({concat("member ", i), Json::object({{"type", "integer"}})});
  const auto wide = compile_schema(Json::object({{"properties", Json(std::move(members))}}));
  ASSERT_TRUE(wide.has_value());
  EXPECT_TRUE(matches(*wide, "{\"member 0\": 1, \"member 1999\": 2}"));
  EXPECT_TRUE(Json::parse(random_text(*wide, 1, 3)).has_value());

  // Each level doubles the alternatives.
  std::string doubled = R"({"type": "null"})";
  for (int i = 0; i < 20; ++i)
    doubled = concat(R"({"anyOf": [)", doubled, R"(, {"type": "null"}], "allOf": [{"anyOf": [{}, {}]}]})");
  EXPECT_TRUE(error(doubled).ends_with("more than 4096 alternatives"));

  // Each level names the next one twice.
  Json names = Json::object();
  for (int i = 0; i < 40; ++i) {
    const Json next = Json::object({{"$ref", concat("#/$defs/", i + 1)}});
    names.set(concat(i), Json::object({{"allOf", Json(Json::Array{next, next})}}));
  }
  names.set("40", true);
  EXPECT_TRUE(compile_schema(Json::object({{"$ref", "#/$defs/0"}, {"$defs", names}}))
                  .error()
                  .message.ends_with("too many schemas together"));
  std::string one = R"({"type": "null"})";
  for (int i = 0; i < 28; ++i) one = concat(R"({"oneOf": [)", one, "]}");
  EXPECT_TRUE(matches(compile(one), "null"));
}

TEST(Schema, WhateverIsDrawnFits) {
  const char* schemas[] = {
      R"({"type": "object", "properties": {"name": {"type": "string", "maxLength": 5}, "age": {"type": "integer", "minimum": 0, "maximum": 130},
          "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3}, "when": {"format": "date-time"}}, "required": ["name", "age"]})",
      R"({"$ref": "#/$defs/t", "$defs": {"t": {"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#/$defs/t"}, "maxItems": 2}]}}})",
  };
  for (const char* schema : schemas) {
    const SharedGrammar grammar = compile(schema);
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const std::string text = random_text(grammar, seed, 40);
      EXPECT_TRUE(Json::parse(text, {.max_depth = 4096}).has_value()) << text;
    }
  }
}

}  // namespace
}  // namespace hearth::grammar
