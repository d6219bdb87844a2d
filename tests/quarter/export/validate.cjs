// Prints the Khronos validator's count of issues for each file, one JSON object a line.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const validator = createRequire(`${process.argv[2]}/`)("gltf-validator");

(async () => {
  for (const file of process.argv.slice(3)) {
    const report = await validator.validateBytes(new Uint8Array(readFileSync(file)));
    console.log(JSON.stringify({ issues: report.issues, triangles: report.info.totalTriangleCount }));
  }
})();
