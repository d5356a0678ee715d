#!/usr/bin/env bash
# The Modelfile of the default model, smollm2:135m, for the GGUF file that is its argument. The template is ChatML with
# the system message that the model was trained with; the license is the one that its makers gave it.
set -euo pipefail

cat <<EOF
FROM $(realpath "$1")

TEMPLATE """{{- if not (and .Messages (eq (index .Messages 0).Role "system")) }}<|im_start|>system
You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
{{ end }}
{{- range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
"""

PARAMETER stop "<|im_start|>"
PARAMETER stop "<|im_end|>"
PARAMETER temperature 0.2
PARAMETER top_p 0.9

LICENSE """$(sed -n 1,200p /usr/share/common-licenses/Apache-2.0)"""
EOF
