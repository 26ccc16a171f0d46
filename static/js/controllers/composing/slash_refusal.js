/** What keeps a command from being run, in words for the person. */
export class Refusal extends Error {}
