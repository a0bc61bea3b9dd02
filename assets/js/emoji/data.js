// Which emoji are offered, in the order of the picker. Some four hundred that people in a shop use, and not all there
// are: what is found at once is used. None is younger than 2019 but for a few, so that a phone of five years has them.
import { FACES, PEOPLE } from './faces.js';
import { FOOD, NATURE, PLACES, SHOP } from './places.js';
import { FLAGS, FUN, SIGNS, THINGS } from './things.js';

export const CATEGORIES = [
  { key: 'faces', lines: FACES },
  { key: 'people', lines: PEOPLE },
  { key: 'shop', lines: SHOP },
  { key: 'nature', lines: NATURE },
  { key: 'food', lines: FOOD },
  { key: 'fun', lines: FUN },
  { key: 'places', lines: PLACES },
  { key: 'things', lines: THINGS },
  { key: 'signs', lines: SIGNS },
  { key: 'flags', lines: FLAGS },
];
