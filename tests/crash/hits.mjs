// How often faults hit, by figure: a run in which one never did has shown nothing. Pure.
export function sum(all, more) {
  const total = { ...all };
  for (const [name, count] of Object.entries(more)) total[name] = (total[name] ?? 0) + count;
  return total;
}

export const missedBy = ({ name, mustHit }, figures) =>
  mustHit.filter((figure) => !(figures[figure] > 0)).map((figure) => `scenario ${name} shows nothing: ${figure} is ${figures[figure]}`);
