// What is true of six links in each of several networks, second by second: what a part costs there, how likely it
// arrives, whether failures are told. Drawn from the seed, so that it is the same for whoever plays.
import { createRequire } from 'node:module';

const { makeRandom } = createRequire(import.meta.url)('../../../tests/integration/random.js');

export const LINKS = ['one', 'two', 'three', 'four', 'five', 'six'];
export const VALUE = 0.12; // of a delivery
export const SELLING = 0.04; // what the client pays for a part

// As bench/routing/timeline.cpp has them: the dear ones mostly deliver, the cheap ones often do not.
const PRICES = [0.01, 0.013, 0.017, 0.022, 0.028, 0.034];
const CHANCES = [0.62, 0.78, 0.86, 0.92, 0.95, 0.975];

// Which of the links fails, from and to which part of the run, and what it does then.
const TROUBLES = {
  stationary: [],
  incidents: [
    { link: 3, from: 0.35, to: 0.55, times: 0.3 },
    { link: 2, from: 0.6, to: 0.8, times: 0.3 },
  ],
  'black hole': [
    { link: 3, from: 0.4, to: 0.6, times: 0, untold: true },
    { link: 2, from: 0.7, to: 0.85, times: 0, untold: true },
  ],
};

const logit = (chance) => Math.log(chance / (1 - chance));
const fromLogit = (odds) => 1 / (1 + Math.exp(-odds));

export class World {
  constructor({ seed, networks, scenario, seconds }) {
    this.seed = seed;
    this.seconds = seconds;
    this.troubles = TROUBLES[scenario];
    const random = makeRandom(seed);
    const spread = (width) => (random() * 2 - 1) * width;
    this.usual = Array.from({ length: networks }, () =>
      LINKS.map((_, link) => ({
        price: Math.round(PRICES[link] * (1 + spread(0.15)) * 1e5) / 1e5,
        chance: fromLogit(logit(CHANCES[link]) + spread(0.7)),
      })),
    );
  }

  // Of a link in a network, so many seconds into the run.
  arm(network, link, second) {
    const usual = this.usual[network][link];
    const isOn = ({ link: failing, from, to }) => failing === link && second >= from * this.seconds && second < to * this.seconds;
    const trouble = this.troubles.find(isOn);
    return trouble ? { ...usual, chance: usual.chance * trouble.times, untold: trouble.untold || false } : { ...usual, untold: false };
  }

  // Chance that belongs to one message on one link, whoever sends it there.
  random(message, link) {
    return makeRandom(this.seed * 7_919 + message * 31 + link);
  }
}

export const worth = ({ chance, price }) => chance * VALUE - price;

// +49151, two digits of the network, six of the message.
export const numberOf = (network, message) => `49151${String(network).padStart(2, '0')}${String(message).padStart(6, '0')}`;
export const readNumber = (digits) => ({ network: Number(digits.slice(5, 7)), message: Number(digits.slice(7)) });
export const networkCode = (network) => `262${String(network).padStart(2, '0')}`;

// How long a receipt takes, ms: four in five seconds, the rest minutes and hours. The law of bench/routing/fate.cpp.
export function receiptDelay(random) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const kind = random();
  if (kind < 0.8) return 4_000 * Math.exp(0.8 * normal());
  if (kind < 0.95) return 60_000 * Math.exp(0.8 * normal());
  return -7_200_000 * Math.log(1 - random());
}
