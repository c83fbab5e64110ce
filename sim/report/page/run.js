// SPDX-License-Identifier: Apache-2.0
// One run, as run.json tells it. Figures are read by their place there, so that each can say where it is from.

class Run {
  constructor(entry, index, count) {
    this.entry = entry;
    this.index = index;
    this.document = entry.run;
    this.letter = count > 1 ? 'AB'[index] : '';
    this.file = count > 1 ? `${this.letter}: run.json` : 'run.json';
  }

  /** The value at a JSON pointer, or undefined. */
  at(pointer) {
    let value = this.document;
    for (const key of pointer.split('/').slice(1)) {
      if (value === null || typeof value !== 'object') return undefined;
      value = value[key.replace(/~1/g, '/').replace(/~0/g, '~')];
    }
    return value;
  }

  /** A figure for a table. */
  figure(pointer, unit = unitOf(pointer.split('/').pop())) {
    const value = this.at(pointer);
    return {value: value === undefined ? null : value, pointer, unit, run: this};
  }

  get name() {
    return `${this.document.workload} on ${this.at('/architecture/name')}`;
  }
  get title() {
    return this.letter ? `${this.letter}: ${this.name}` : this.name;
  }
  /** [[unit, index]] */
  get units() {
    return this.document.per_unit.map((unit, index) => [unit, index]);
  }
  get layers() {
    return this.document.per_layer.map((layer, index) => [layer, index]);
  }
  get explained() {
    return Boolean(this.document.explain);
  }
}

/** A key of a JSON pointer. */
function escaped(key) {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

/** The names of a list in each of several runs, in the order of their first appearance. */
function unionOfNames(lists) {
  return [...new Set(lists.flat())];
}

/** "blocks.3.norm1" -> "blocks.*.norm1": what repeated layers have in common. */
function kindOf(layer) {
  return layer.replace(/(^|\.)\d+(?=\.|$)/g, '$1*');
}
