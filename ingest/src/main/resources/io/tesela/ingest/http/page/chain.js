// A chain of filters as it is put together on the page, and as people write it. Pure: no page.

/** Returns a filter of the catalogue with its default values. */
export function usual(filter) {
  return { filter, values: Object.fromEntries(filter.parameters.map((parameter) => [parameter.name, parameter.default])) };
}

/** Returns the chain in the words of `--filters`: what is as by default is left out. */
export function written(chain) {
  return chain.map(({ filter, values }) => [filter.name, ...filter.parameters
    .filter((parameter) => values[parameter.name] !== parameter.default)
    .map((parameter) => `${parameter.name}=${values[parameter.name]}`)].join(":")).join(",");
}

/** Returns the chain that such words say; of a filter that is not in the catalogue, nothing. */
export function read(words, catalogue) {
  return words.split(",").flatMap((link) => {
    const [name, ...given] = link.trim().split(":");
    const filter = catalogue.find((known) => known.name === name);
    return filter === undefined ? [] : [given.reduce(taken, usual(filter))];
  });
}

/** By name, or by position. */
function taken(link, word, position) {
  const equals = word.indexOf("=");
  const name = equals < 0 ? link.filter.parameters[position]?.name : word.slice(0, equals);
  return name in link.values ? { ...link, values: { ...link.values, [name]: word.slice(equals + 1) } } : link;
}
