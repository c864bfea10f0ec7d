/**
 * Stands in for `adaptivecards/src/schema`, which the type declarations of adaptivecards-templating import although it is
 * source code that does not compile here. Cards are plain JSON to us.
 */
export type IAdaptiveCard = Record<string, unknown>;
