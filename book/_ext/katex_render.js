// Reads formulas, one JSON object a line, and answers each with one line: {"html": …} or {"error": …}.
// Started by katex_build.py with the folder of the KaTeX package as its argument.
"use strict";
const katex = require(process.argv[2]);
const lines = require("node:readline").createInterface({ input: process.stdin });

lines.on("line", (line) => {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    const options = { displayMode: display, throwOnError: true, output: "htmlAndMathml", strict: "ignore" };
    answer = { html: katex.renderToString(tex, options) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
