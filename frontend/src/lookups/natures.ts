/**
 * What the natures of judgments published in the BODACC mean for a creditor, as data. The wording is the bulletin's
 * own, compared without regard to capitals. A nature that is in no list is shown and never concluded from.
 */

/** The day on which these lists were drawn up; the bulletin adds a nature now and then. */
export const DRAWN_UP = "2026-11-21";

export type Procedure = "liquidation_judiciaire" | "redressement_judiciaire" | "sauvegarde";

export const OPENS: Record<Procedure, readonly string[]> = {
  liquidation_judiciaire: [
    "Jugement d'ouverture de liquidation judiciaire",
    "Jugement d'ouverture d'une procédure de liquidation judiciaire",
    "Jugement prononçant la liquidation judiciaire",
    "Jugement d'extension de liquidation judiciaire",
    "Jugement de reprise de la procédure de liquidation judiciaire",
    "Jugement de conversion en liquidation judiciaire",
    "Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde",
    "Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde financière accélérée",
    "Jugement prononçant la résolution du plan de redressement et la liquidation judiciaire",
    "Jugement prononçant la résolution du plan de cession et la liquidation judiciaire",
    "Jugement prononçant la résolution du plan de sauvegarde et la liquidation judiciaire",
    "Jugement prononçant la résolution du plan de sauvegarde accélérée et la liquidation judiciaire",
    "Jugement prononçant la résolution du plan de sauvegarde financière accélérée et la liquidation judiciaire",
    "Jugement prononçant la résolution du plan de traitement de sortie de crise et la liquidation judiciaire",
    "Jugement mettant fin à la procédure de traitement de sortie de crise et ouvrant une procédure de liquidation judiciaire",
  ],
  redressement_judiciaire: [
    "Jugement d'ouverture d'une procédure de redressement judiciaire",
    "Jugement d'extension d'une procédure de redressement judiciaire",
    "Jugement de conversion en redressement judiciaire de la procédure de sauvegarde",
    "Jugement de conversion en redressement judiciaire de la procédure de sauvegarde financière accélérée",
    "Jugement prononçant la résolution du plan de sauvegarde et le redressement judiciaire",
    "Jugement prononçant la résolution du plan de sauvegarde financière accélérée et le redressement judiciaire",
    "Jugement prononçant la résolution du plan de traitement de sortie de crise et le redressement judiciaire",
    "Jugement mettant fin à la procédure de traitement de sortie de crise et ouvrant une procédure de redressement judiciaire",
  ],
  sauvegarde: [
    "Jugement d'ouverture d'une procédure de sauvegarde",
    "Jugement d'ouverture d'une procédure de sauvegarde accélérée",
    "Jugement d'ouverture d'une procédure de sauvegarde financière accélérée",
    "Jugement d'extension d'une procédure de sauvegarde",
  ],
};

/** Beside everything of the family «Jugement de clôture». */
export const CLOSES: readonly string[] = [
  "Jugement mettant fin à la procédure de redressement judiciaire",
  "Jugement mettant fin à la procédure de sauvegarde",
  "Jugement mettant fin à la procédure de sauvegarde accélérée",
  "Jugement mettant fin à la procédure de sauvegarde financière accélérée",
];

/** They leave the procedure where it was: who runs it, until when, who may no longer manage. */
export const CHANGES_NOTHING: readonly string[] = [
  "Jugement de désignation des organes de la procédure",
  "Jugement modifiant la date de cessation des paiements",
  "Jugement accordant un délai pour déposer la liste des créances",
  "Jugement d'interdiction de gérer",
  "Jugement de faillite personnelle",
  "Liste des créances nées après le jugement d'ouverture d'une procédure de liquidation judiciaire",
  "Liste des créances nées après le jugement d'ouverture d'une procédure de redressement judiciaire",
];

/** Which procedure, only the text of the judgment says. */
export const SAID_IN_THE_TEXT: readonly string[] = ["Autre jugement prononçant", "Autre jugement d'ouverture"];

export const IGNORED_FAMILIES: readonly string[] = ["Avis de dépôt", "Loi de 1967"];
export const FAMILY_CLOSES = "Jugement de clôture";
/** Free text: shown, never concluded from, whatever its nature. */
export const FAMILY_FREE_TEXT = "Extrait de jugement";
/** A third party won against the judgment: both notices fall. */
export const FAMILY_WITHDRAWS = "rétractation sur tierce opposition";
