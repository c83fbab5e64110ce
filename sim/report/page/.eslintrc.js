// SPDX-License-Identifier: Apache-2.0
// The linter's rules for the scripts of the report's page. embed.py puts all of them into one function, so that each
// knows what the others declare.
'use strict';

const fs = require('fs');
const path = require('path');

const declared = {};
for (const file of fs.readdirSync(__dirname).filter((name) => /^\w+\.js$/.test(name)))
  for (const [, name] of fs.readFileSync(path.join(__dirname, file), 'utf8')
         .matchAll(/^(?:const|let|class|function) (\w+)/gm))
    declared[name] = 'readonly';

module.exports = {
  root: true,
  extends: 'eslint:recommended',
  env: {browser: true, es6: true},
  globals: {...declared, vega: 'readonly'},  // what library.js makes of Vega's modules
  parserOptions: {ecmaVersion: 2018},
  reportUnusedDisableDirectives: true,
  rules: {
    'no-redeclare': ['error', {builtinGlobals: false}],  // a file declares its own share of the names above
    'no-unused-vars': ['error', {vars: 'local'}],        // the others are used by other files
    'eqeqeq': 'error',
    'no-eval': 'error',
    'no-implied-eval': 'error',
    'no-shadow': 'error',
    'no-unused-expressions': 'error',
    'no-use-before-define': ['error', {functions: false, classes: false, variables: false}],
    'no-var': 'error',
    'prefer-const': 'error',
    'radix': 'error',
  },
};
