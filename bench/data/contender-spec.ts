/** Who takes part: a Client and a Storage Daemon, mostly of one house. */
export const HOUSES = ['ours', '15.0.3', '9.6.7'] as const;
export type House = (typeof HOUSES)[number];

export interface ContenderSpec {
  /** As it was asked for: `ours`, `15.0.3+ours`. */
  readonly name: string;
  readonly client: House;
  readonly storage: House;
}

/** `HOUSE`, or `CLIENT+STORAGE`. */
export function parseContender(name: string): ContenderSpec {
  const [client = '', storage = client, ...more] = name.split('+');
  if (!isHouse(client) || !isHouse(storage) || more.length > 0) {
    throw new Error(`--contenders takes ${HOUSES.join(', ')}, or CLIENT+STORAGE of these; not ${JSON.stringify(name)}`);
  }
  return { name, client, storage };
}

const isHouse = (word: string): word is House => HOUSES.some((house) => house === word);

/** Whether it is what others are compared with. */
export const isGenuine = ({ client, storage }: ContenderSpec): boolean => client !== 'ours' && storage !== 'ours';
