/** What questions depend on: who owes, and which letter is written. */
import { is } from "./question";

export const CONSUMER = is("regime", "b2c");
export const PUBLIC = is("regime", "public");
export const BUSINESS = is("regime", "b2b");
export const COURTESY = is("document", "courtesy_reminder");
export const NOTICES = is("document", "formal_notice", "last_notice");
