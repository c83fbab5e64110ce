// SPDX-License-Identifier: Apache-2.0
// Vega's modules as Debian packs them expect `require`; embed.py wraps each as a function of `exports`, `require`,
// `module`.

/** Links the modules `factories` (by name) and returns what the page uses of Vega. */
function linkVega(factories) {
  const made = {};
  const load = (name) => {
    if (!made[name]) {
      made[name] = {exports: {}};
      factories[name](made[name].exports, load, made[name]);
    }
    return made[name].exports;
  };
  Object.assign(
    load('vega-dataflow').transforms, load('vega-transforms'), load('vega-view-transforms'), load('vega-encode'));
  return {
    parse: load('vega-parser').parse,
    View: load('vega-view').View,
    expressionInterpreter: load('vega-interpreter').expressionInterpreter
  };
}
