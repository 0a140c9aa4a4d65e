/** Text in quotes, as Bacula's language reads it back: any character but a newline. */
export const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
