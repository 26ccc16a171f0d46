/** A command cannot run. The message is a translated text for the user. */
export class Refusal extends Error {}
