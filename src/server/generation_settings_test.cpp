#include "server/generation_settings.h"

#include <gmock/gmock.h>

#include "gguf/file.h"
#include "server/test_server.h"

namespace hearth::server {
namespace {

using ::testing::HasSubstr;

class GenerationSettings : public testing::Test {
 protected:
  void SetUp() override {
    file_ = std::move(*gguf::File::open(tiny_model_path()));
    tokenizer_ = std::move(*tokenizer::Tokenizer::load(file_));
  }
  runtime::Request settings(const api::Options& options) {
    return generation_settings(options, *tokenizer_, 256, warnings_);
  }

  gguf::File file_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  api::Warnings warnings_;
};

TEST_F(GenerationSettings, AbsentOptionsHaveOllamasDefaults) {
  const runtime::Request request = settings({});
  EXPECT_EQ(request.options.sampler.temperature, 0.8f);
  EXPECT_EQ(request.options.sampler.top_k, 40);
  EXPECT_EQ(request.options.sampler.repeat_penalty, 1.0f);
  EXPECT_EQ(request.options.num_predict, -1);
  EXPECT_EQ(request.n_ctx, 256);
  EXPECT_TRUE(warnings_.empty());
  EXPECT_NE(settings({}).options.sampler.seed, request.options.sampler.seed);
}

TEST_F(GenerationSettings, WhatIsSetHolds) {
  api::Options options;
  options.seed = 7;
  options.stop = {{"a", "b"}};
  options.num_ctx = 100;
  options.mirostat = 2;
  options.logit_bias = {{.token = 5, .bias = -1}};
  options.dry_multiplier = 0.5;
  const runtime::Request request = settings(options);
  EXPECT_EQ(request.options.sampler.seed, 7u);
  EXPECT_EQ(request.options.stop, *options.stop);
  EXPECT_EQ(request.n_ctx, 100);
  EXPECT_EQ(request.options.sampler.mirostat, 2);
  ASSERT_EQ(request.options.sampler.logit_bias.size(), 1u);
  EXPECT_EQ(request.options.sampler.logit_bias[0].id, 5);
  EXPECT_FALSE(request.options.sampler.dry_sequence_breakers.empty());
}

TEST_F(GenerationSettings, AContextThatIsNotThereIsWarnedOf) {
  api::Options options;
  options.num_ctx = 1000;
  EXPECT_EQ(settings(options).n_ctx, 256);
  ASSERT_EQ(warnings_.lines().size(), 1u);
  EXPECT_THAT(warnings_.lines()[0], HasSubstr("num_ctx is 1000"));
}

}  // namespace
}  // namespace hearth::server
